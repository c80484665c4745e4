/**
 * Python's own side, run once before any other code. Defines `run`, which runs a cell and returns 1
 * when it was interrupted. It keeps what it needs to itself, so that code which changes
 * builtins or `sys` spoils its own work only. It is no wall; `Wall` is.
 */
export const SETUP = String.raw`
import _ast, builtins, gc, io, linecache, os, sys, time, traceback, types

__builtins__ = dict(builtins.__dict__)
HOST = os.open('/dev/clew', os.O_RDWR)
CLOSED = {'js', 'pyodide', 'pyodide_js', '_pyodide', '_pyodide_core', 'micropip'}
os_read, os_write, sleep, monotonic = os.read, os.write, time.sleep, time.monotonic
user = sys.modules['__main__'].__dict__
own_modules = frozenset(sys.stdlib_module_names)
PathFinder = next(f for f in sys.meta_path if getattr(f, '__name__', '') == 'PathFinder')

# The system calls behind these are not there and would end Python: code is run by an ordinary user.
for _name in ('getuid', 'geteuid', 'getgid', 'getegid'):
    for _module in (os, sys.modules['posix']):
        setattr(_module, _name, lambda: 1000)
for _module in (os, sys.modules['posix']):
    _module.getgroups = lambda: [1000]
    _module.getresuid = _module.getresgid = lambda: (1000, 1000, 1000)


def tell(kind, body=b''):
    os_write(HOST, kind.encode() + b'\n' + body)


def close_bridge():
    """What Pyodide's C has brought along leads nowhere, but nobody should have to wonder."""
    sys.meta_path[:] = [f for f in sys.meta_path if 'pyodide' not in type(f).__module__]
    for name in [n for n in sys.modules if n.split('.')[0] in CLOSED]:
        module = sys.modules.pop(name)
        if isinstance(module, types.ModuleType):
            module.__dict__.clear()
    for name in [n for n in user if n.split('.')[0] in CLOSED]:
        del user[name]
    sys.excepthook = sys.__excepthook__


def doze(seconds, /):
    """time.sleep that costs no processor time and ends when the time limit does."""
    end = monotonic() + seconds
    sleep(min(seconds, 0))  # for its opinion of what it was given
    while (left := end - monotonic()) > 0:
        tell('wait', str(left).encode())


class Modules:
    """Says at once what cannot be imported."""

    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in CLOSED:
            raise ModuleNotFoundError(f'No module named {name!r}', name=name)
        return None


class Packages:
    """Asks the host for packages that are not there yet."""

    asked = set()

    def find_spec(self, name, path=None, target=None):
        if path is not None or name in self.asked or name in own_modules:
            return None
        self.asked.add(name)
        tell('import', name.encode('utf-8', 'replace'))
        reply = os_read(HOST, 1000).decode()
        if reply.startswith('error '):
            raise ImportError(reply[6:], name=name)
        if reply != 'yes':
            return None
        PathFinder.invalidate_caches()
        return PathFinder.find_spec(name, path, target)


class Waiting:
    """Instead of a selector: there is nothing to wait for but time."""

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError('await would never end: nothing is left that could wake it')
        if timeout > 0:
            doze(timeout)
        return []

    def close(self):
        pass


def set_up_asyncio():
    """Only when it is needed: it takes longer than all else together."""
    global loop
    import asyncio
    from asyncio import events

    class Loop(asyncio.BaseEventLoop):
        def __init__(self):
            super().__init__()
            self._selector = Waiting()

        def _process_events(self, events):
            pass

        def _write_to_self(self):
            pass

        def run_in_executor(self, executor, function, *args):
            """There are no threads: it is done at once."""
            future = self.create_future()
            try:
                future.set_result(function(*args))
            except Exception as error:
                future.set_exception(error)
            return future

        async def shutdown_default_executor(self, timeout=None):
            pass

    class Policy(events._BaseDefaultEventLoopPolicy):
        _loop_factory = Loop

    events._set_event_loop_policy(Policy())
    loop = Loop()
    events.set_event_loop(loop)


class Stdin(io.TextIOBase):
    def readable(self):
        return True

    def readline(self, size=-1):
        raise EOFError('input() cannot ask anyone here')

    read = readline


def open_streams():
    def stream(fd):
        os.dup2(os.open(f'/dev/clew{fd - 1}', os.O_WRONLY), fd)
        raw = io.FileIO(fd, 'w', closefd=False)
        return io.TextIOWrapper(io.BufferedWriter(raw), 'utf-8', 'backslashreplace',
                                line_buffering=True, write_through=True)
    sys.stdout = sys.__stdout__ = stream(1)
    sys.stderr = sys.__stderr__ = stream(2)
    os.dup2(os.open('/dev/null', os.O_RDONLY), 0)
    sys.stdin = sys.__stdin__ = Stdin()


IMAGES = (('_repr_png_', 'image/png'), ('_repr_jpeg_', 'image/jpeg'),
          ('_repr_svg_', 'image/svg+xml'))


def image_of(value):
    for method, media_type in IMAGES:
        draw = getattr(type(value), method, None)
        if draw is None:
            continue
        data = draw(value)
        if isinstance(data, tuple):
            data = data[0]
        if isinstance(data, str):
            data = data.encode()
        if isinstance(data, (bytes, bytearray)) and data:
            return media_type, bytes(data)
    return None


def draw_figure(figure):
    data = io.BytesIO()
    figure.savefig(data, format='png', bbox_inches='tight')
    tell('image image/png', data.getvalue())


def show_figures(*args, **kwargs):
    """Shows and closes what matplotlib has open."""
    plot = sys.modules.get('matplotlib.pyplot')
    if plot is None:
        return
    try:
        for number in plot.get_fignums():
            draw_figure(plot.figure(number))
    finally:
        plot.close('all')


def figures_backend():
    """A matplotlib backend whose figures are shown to whoever reads the run."""
    class Backend(types.ModuleType):
        def __getattr__(self, name):
            if name in ('FigureCanvas', 'FigureManager'):
                from matplotlib.backends import backend_agg
                self.FigureCanvas = backend_agg.FigureCanvas
                self.FigureManager = backend_agg.FigureManager
                return getattr(backend_agg, name)
            raise AttributeError(name)

    backend = Backend('clew_figures')
    backend.show = show_figures
    sys.modules['clew_figures'] = backend


def display(*values, **options):
    """Shows values: images as such, all else as text."""
    for value in values:
        figure = sys.modules.get('matplotlib.figure')
        if figure is not None and isinstance(value, figure.Figure):
            draw_figure(value)
            sys.modules['matplotlib.pyplot'].close(value)
            continue
        image = image_of(value)
        if image is None:
            print(repr(value))
        else:
            tell('image ' + image[0], image[1])


cells = 0
loop = None
ONLY_AST, AWAIT, COROUTINE = 0x400, 0x2000, 0x80


def run_cell(source):
    name = f'<cell {cells}>'
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    tree = compile(source, name, 'exec', ONLY_AST | AWAIT, dont_inherit=True)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _ast.Expr) else None
    body = compile(tree, name, 'exec', AWAIT, dont_inherit=True)
    value = None
    if last is not None:
        value = compile(_ast.Expression(last.value), name, 'eval', AWAIT, dont_inherit=True)
    parts = [part for part in (body, value) if part is not None]
    if any(part.co_flags & COROUTINE for part in parts):
        result = loop.run_until_complete(run_awaiting(parts))
    else:
        for part in parts:
            result = eval(part, user)
    if last is not None and result is not None and not source.rstrip().endswith(';'):
        user['_'] = result
        display(result)


async def run_awaiting(parts):
    for part in parts:
        result = eval(part, user)
        if part.co_flags & COROUTINE:
            result = await result
    return result


def is_of_cell(step):
    return step.tb_frame.f_code.co_filename.startswith('<cell ')


def trim(error, seen):
    """Leaves out our frames, and what stands before the first of a cell."""
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        steps, step = [], error.__traceback__
        while step is not None and len(steps) < 2000:
            if is_of_cell(step) or steps and step.tb_frame.f_code.co_filename != __file__:
                steps.append(step)
            step = step.tb_next
        for before, after in zip(steps, [*steps[1:], None]):
            before.tb_next = after
        error.__traceback__ = steps[0] if steps else None
        trim(error.__cause__, seen)
        error = error.__context__


def explain(error, source):
    if isinstance(error, ModuleNotFoundError):
        module = str(error.name).split('.')[0]
        if module in CLOSED:
            return 'There is no JavaScript here: Python runs apart from everything.'
        if module not in own_modules and module.isidentifier():
            return (f'{module} is not installed on this server. Whoever runs the server can add it '
                    'to its folder of Python packages (CLEW_PYTHON_WHEELS).')
    if type(error).__name__ == 'ZoneInfoNotFoundError':
        # What Pyodide adds to it is of no use here.
        error.args = (str(error.args[0]).split('. \n On Pyodide')[0],)
        if os.path.isdir('/usr/share/zoneinfo') or 'tzdata' in sys.modules:
            return 'zoneinfo.available_timezones() has the names of all time zones.'
        return ('This server has no time zones. Whoever runs the server can add the package tzdata '
                'to its folder of Python packages (CLEW_PYTHON_WHEELS).')
    if isinstance(error, SyntaxError) and any(
            line.lstrip().startswith(('!', '%')) for line in source.splitlines()):
        return 'Shell commands (!) and magics (%) do not exist here: this is plain Python.'
    return None


def report(error, source):
    try:
        hint = explain(error, source)
    except BaseException:
        hint = None
    try:
        trim(error, set())
        text = ''.join(traceback.format_exception(error))
    except BaseException:
        text = f'{type(error).__name__}: (the error cannot be shown)\n'
    tell('error', (text + (hint + '\n' if hint else '')).encode('utf-8', 'backslashreplace'))


def is_plain_exit(error):
    return issubclass(type(error), SystemExit) and error.code in (None, 0)


def settle(step, source):
    """Runs a step of a cell. True when it was interrupted."""
    try:
        step()
    except BaseException as error:
        # Whatever is asked of it may be the code's own, and raise in turn.
        try:
            if not is_plain_exit(error):
                report(error, source)
        except BaseException:
            tell('error', b'(the error cannot be shown)\n')
        return issubclass(type(error), KeyboardInterrupt)
    return False


def flush():
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def run(source):
    global cells
    cells += 1
    if ('asyncio' in source or 'await' in source) and (loop is None or loop.is_closed()):
        set_up_asyncio()
    interrupted = settle(lambda: run_cell(source), source)
    for step in (flush, show_figures, flush):
        interrupted = settle(step, source) or interrupted
    return int(interrupted)


time.sleep = doze
close_bridge()
open_streams()
figures_backend()
sys.meta_path.insert(0, Modules())
sys.meta_path.append(Packages())
builtins.display = user['display'] = display
sys.path[:] = ['/mnt/data', *[path for path in sys.path if path]]
os.chdir('/mnt/data')
gc.collect()
`
