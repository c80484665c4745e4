"""Drives a server with the installed `openai` package, every answer validated strictly.

Usage: drive.py BASE_URL. Prints JSON: {"version", "passed": [name], "failed": {name: reason}}.
"""

import asyncio
import json
import struct
import sys
import traceback
import zlib

import openai
from openai import AssistantEventHandler, AsyncOpenAI, OpenAI

BASE_URL = sys.argv[1]
OPTIONS = {"base_url": BASE_URL, "api_key": "any", "_strict_response_validation": True}
client = OpenAI(**OPTIONS)
beta = client.beta
threads = beta.threads

LOOKUP = {
    "type": "function",
    "function": {
        "name": "lookup",
        "parameters": {"type": "object", "properties": {"q": {"type": "string"}}},
    },
}
INCLUDE = ["step_details.tool_calls[*].file_search.results[*].content"]

checks = {}


def check(name):
    def keep(function):
        checks[name] = function
        return function

    return keep


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png():
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0\xff\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def new_assistant(**given):
    return beta.assistants.create(model="scripted-instant", **given)


def new_thread(text="hello", **given):
    return threads.create(messages=[{"role": "user", "content": text}], **given)


def new_file(text=b"# Fares\nA refund takes seven days.\n", name="fares.md"):
    return client.files.create(file=(name, text), purpose="assistants")


@check("assistants")
def _():
    made = new_assistant(
        name="A",
        description="d",
        instructions="Be brief.",
        tools=[{"type": "file_search"}, {"type": "code_interpreter"}, LOOKUP],
        metadata={"a": "b"},
        temperature=1,
        top_p=1,
        response_format="auto",
        reasoning_effort="low",
    )
    assert beta.assistants.retrieve(made.id) == made
    assert beta.assistants.update(made.id, name="B", tools=[], metadata={}).name == "B"
    new_assistant()
    ids = [each.id for each in beta.assistants.list(limit=1)]
    assert made.id in ids and len(ids) == len(set(ids))
    assert beta.assistants.delete(made.id).deleted


@check("threads and messages, paged both ways")
def _():
    picture = client.files.create(file=("dot.png", png()), purpose="vision")
    notes = new_file()
    thread = threads.create(metadata={"k": "v"})
    assert threads.retrieve(thread.id) == thread
    assert threads.update(thread.id, metadata={"k": "w"}).metadata == {"k": "w"}
    made = threads.messages.create(
        thread.id,
        role="user",
        content=[
            {"type": "text", "text": "see"},
            {"type": "image_file", "image_file": {"file_id": picture.id, "detail": "low"}},
            {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
        ],
        attachments=[
            {
                "file_id": notes.id,
                "tools": [{"type": "file_search"}, {"type": "code_interpreter"}],
            }
        ],
        metadata={"x": "y"},
    )
    assert threads.messages.retrieve(made.id, thread_id=thread.id) == made
    threads.messages.update(made.id, thread_id=thread.id, metadata={"n": "1"})
    for text in ["one", "two", "three"]:
        threads.messages.create(thread.id, role="assistant", content=text)
    down = [each.id for each in threads.messages.list(thread.id, limit=2)]
    up = [each.id for each in threads.messages.list(thread.id, limit=2, order="asc")]
    assert len(down) == 4 and up == down[::-1]
    assert threads.messages.delete(down[0], thread_id=thread.id).deleted
    assert threads.delete(thread.id).deleted


@check("runs, polled")
def _():
    assistant, thread = new_assistant(), new_thread()
    run = threads.runs.create_and_poll(
        thread_id=thread.id,
        assistant_id=assistant.id,
        additional_instructions="Be kind.",
        additional_messages=[{"role": "user", "content": "more"}],
        metadata={"r": "1"},
        max_prompt_tokens=10_000,
        max_completion_tokens=10_000,
        truncation_strategy={"type": "last_messages", "last_messages": 5},
        parallel_tool_calls=True,
        tool_choice="auto",
        response_format={"type": "text"},
    )
    assert run.status == "completed" and run.usage
    threads.runs.update(run.id, thread_id=thread.id, metadata={"u": "1"})
    assert [each.id for each in threads.runs.list(thread.id, limit=1)] == [run.id]
    (step,) = threads.runs.steps.list(run.id, thread_id=thread.id, include=INCLUDE)
    assert threads.runs.steps.retrieve(step.id, thread_id=thread.id, run_id=run.id) == step
    assert [each.run_id for each in threads.messages.list(thread.id, run_id=run.id)] == [run.id]


@check("threads and runs made at once")
def _():
    assistant, file = new_assistant(), new_file()
    thread = {
        "messages": [{"role": "user", "content": "x"}],
        "tool_resources": {
            "code_interpreter": {"file_ids": [file.id]},
            "file_search": {"vector_stores": [{"file_ids": [file.id]}]},
        },
    }
    run = threads.create_and_run_poll(assistant_id=assistant.id, thread=thread)
    assert run.status == "completed"
    with threads.create_and_run_stream(assistant_id=assistant.id) as stream:
        stream.until_done()
        assert stream.get_final_run().status == "completed"


@check("streams: handlers and accumulated messages")
def _():
    written = []

    class Handler(AssistantEventHandler):
        def on_text_delta(self, delta, snapshot):
            written.append(delta.value)

    with threads.runs.stream(
        thread_id=new_thread().id, assistant_id=new_assistant().id, event_handler=Handler()
    ) as stream:
        stream.until_done()
        (message,) = stream.get_final_messages()
        assert "".join(written) == message.content[0].text.value
        assert stream.get_final_run_steps()


@check("streams: every event")
def _():
    events = threads.runs.create(
        new_thread().id, assistant_id=new_assistant().id, stream=True
    )
    names = [each.event for each in events]
    assert names[0] == "thread.run.created" and names[-1] == "thread.run.completed"


@check("function calls, several at once")
def _():
    second = {"type": "function", "function": {"name": "second"}}
    given = {"model": "scripted-tools-instant", "tools": [LOOKUP, second]}
    assistant = new_assistant()

    def outputs_of(run):
        calls = run.required_action.submit_tool_outputs.tool_calls
        assert len(calls) == 2
        return [{"tool_call_id": call.id, "output": "42"} for call in calls]

    thread = new_thread()
    with threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id, **given) as stream:
        stream.until_done()
        run = stream.get_final_run()
    with threads.runs.submit_tool_outputs_stream(
        thread_id=thread.id, run_id=run.id, tool_outputs=outputs_of(run)
    ) as stream:
        stream.until_done()
        assert stream.get_final_run().status == "completed"
    thread = new_thread()
    run = threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id, **given)
    run = threads.runs.submit_tool_outputs_and_poll(
        thread_id=thread.id, run_id=run.id, tool_outputs=outputs_of(run)
    )
    assert run.status == "completed"


@check("cancelling")
def _():
    thread = new_thread()
    run = threads.runs.create(
        thread.id, assistant_id=new_assistant().id, model="scripted-slow-long"
    )
    assert threads.runs.cancel(run.id, thread_id=thread.id).status == "cancelling"
    assert threads.runs.poll(run.id, thread_id=thread.id).status == "cancelled"


@check("runs that fail or are cut short")
def _():
    assistant = new_assistant()
    for model, status in [("cut", "incomplete"), ("filter", "incomplete"), ("fail", "failed")]:
        thread = new_thread()
        with threads.runs.stream(
            thread_id=thread.id, assistant_id=assistant.id, model=f"scripted-{model}-instant"
        ) as stream:
            run = [event for event in stream][-1].data
        assert run.status == status
        assert list(threads.messages.list(thread.id))
        assert list(threads.runs.steps.list(run.id, thread_id=thread.id))


@check("file_search, cited")
def _():
    store = client.vector_stores.create(file_ids=[new_file().id])
    thread = new_thread(
        "How long does a refund take?",
        tool_resources={"file_search": {"vector_store_ids": [store.id]}},
    )
    tool = {"type": "file_search", "file_search": {"max_num_results": 5}}
    with threads.runs.stream(
        thread_id=thread.id, assistant_id=new_assistant().id, tools=[tool], include=INCLUDE
    ) as stream:
        stream.until_done()
        (message,) = stream.get_final_messages()
    text = message.content[0].text
    assert text.annotations
    for each in text.annotations:
        assert text.value[each.start_index : each.end_index] == each.text


@check("code_interpreter, with a file")
def _():
    code = "print(6 * 7)\nopen('/mnt/data/sum.csv', 'w').write('42')"
    thread = new_thread(f"run:\n```python\n{code}\n```")
    with threads.runs.stream(
        thread_id=thread.id, assistant_id=new_assistant().id, tools=[{"type": "code_interpreter"}]
    ) as stream:
        stream.until_done()
        (message,) = stream.get_final_messages()
        first = stream.get_final_run_steps()[0]
    (call,) = first.step_details.tool_calls
    assert call.code_interpreter.input.strip() == code
    assert call.code_interpreter.outputs[0].logs.startswith("42")
    (path,) = [each for each in message.content[0].text.annotations if each.type == "file_path"]
    assert client.files.content(path.file_path.file_id).read() == b"42"


@check("files and uploads")
def _():
    made = new_file()
    assert client.files.retrieve(made.id) == made
    assert client.files.wait_for_processing(made.id).status == "processed"
    picture = client.files.create(
        file=("dot.png", png()),
        purpose="vision",
        expires_after={"anchor": "created_at", "seconds": 3600},
    )
    assert client.files.content(picture.id).read() == png()
    assert [each.id for each in client.files.list(purpose="vision", order="desc", limit=1)]
    assert client.files.delete(made.id).deleted
    about = {"filename": "b.txt", "mime_type": "text/plain", "purpose": "assistants"}
    upload = client.uploads.create(bytes=4, **about)
    part = client.uploads.parts.create(upload.id, data=b"text")
    assert client.uploads.complete(upload.id, part_ids=[part.id]).file
    upload = client.uploads.create(bytes=4, **about)
    assert client.uploads.cancel(upload.id).status == "cancelled"


@check("vector stores, files, batches, search")
def _():
    store = client.vector_stores.create(
        name="n",
        file_ids=[new_file().id],
        expires_after={"anchor": "last_active_at", "days": 7},
        metadata={"a": "b"},
        chunking_strategy={
            "type": "static",
            "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400},
        },
    )
    assert client.vector_stores.retrieve(store.id).id == store.id
    client.vector_stores.update(store.id, name="m", metadata={})
    assert store.id in [each.id for each in client.vector_stores.list(limit=1)]
    files, batches = client.vector_stores.files, client.vector_stores.file_batches
    file = files.upload_and_poll(vector_store_id=store.id, file=("kiwi.txt", b"Kiwi fares."))
    assert file.status == "completed"
    files.update(file.id, vector_store_id=store.id, attributes={"n": 1, "s": "x", "b": True})
    assert files.retrieve(file.id, vector_store_id=store.id).attributes
    assert list(files.list(store.id, filter="completed"))
    assert list(files.content(file.id, vector_store_id=store.id))
    found = client.vector_stores.search(
        store.id,
        query="kiwi",
        max_num_results=3,
        rewrite_query=True,
        filters={"type": "eq", "key": "s", "value": "x"},
        ranking_options={"ranker": "auto", "score_threshold": 0.0},
    )
    assert [each.file_id for each in found] == [file.id]
    batch = batches.upload_and_poll(store.id, files=[("q.md", b"hello"), ("r.md", b"bye")])
    assert batch.file_counts.completed == 2
    assert len(list(batches.list_files(batch.id, vector_store_id=store.id))) == 2
    # Long enough that it is still being read when it is cancelled.
    batch = batches.create(store.id, file_ids=[new_file(b"Kiwi fares. " * 200_000).id])
    batches.cancel(batch.id, vector_store_id=store.id)
    assert batches.retrieve(batch.id, vector_store_id=store.id).id == batch.id
    assert files.delete(file.id, vector_store_id=store.id).deleted
    assert client.vector_stores.delete(store.id).deleted


@check("models")
def _():
    first = next(iter(client.models.list()))
    assert client.models.retrieve(first.id).id == first.id


@check("errors, by their classes")
def _():
    def refused(kind, ask):
        try:
            ask()
        except kind as error:
            assert error.request_id and error.body["message"]
            return
        raise AssertionError(f"no {kind.__name__}")

    refused(openai.NotFoundError, lambda: threads.retrieve("thread_abc"))
    refused(openai.BadRequestError, lambda: threads.create(metadata={"k": "v" * 600}))
    refused(openai.NotFoundError, lambda: client.files.retrieve("file-abc"))
    refused(openai.NotFoundError, lambda: client.get("/_stainless_unknown_path", cast_to=object))
    thread, assistant = new_thread(), new_assistant()
    run = threads.runs.create(thread.id, assistant_id=assistant.id, model="scripted-slow")
    refused(
        openai.BadRequestError,
        lambda: threads.messages.create(thread.id, role="user", content="x"),
    )
    threads.runs.cancel(run.id, thread_id=thread.id)


@check("asynchronous client, raw and streamed responses")
def _():
    async def drive():
        client = AsyncOpenAI(**OPTIONS)
        threads = client.beta.threads
        thread = await threads.create(messages=[{"role": "user", "content": "hello"}])
        async with threads.runs.stream(
            thread_id=thread.id, assistant_id=new_assistant().id
        ) as stream:
            await stream.until_done()
        assert len([each async for each in threads.messages.list(thread.id, limit=1)]) == 2

    asyncio.run(drive())
    raw = threads.with_raw_response.create()
    assert raw.headers["x-request-id"] and raw.parse().id
    with threads.with_streaming_response.create() as response:
        assert response.parse().id


failed = {}
for name, function in checks.items():
    try:
        function()
    except Exception as error:
        line = traceback.extract_tb(error.__traceback__)[1].lineno
        failed[name] = f"line {line}: {type(error).__name__} {error}"
passed = [name for name in checks if name not in failed]
print(json.dumps({"version": openai.__version__, "passed": passed, "failed": failed}))
