/**
 * Python's own side. Defines `begin`, to be called once, before any other code, and `run`, which
 * runs a cell and returns 1 when it was interrupted. It keeps what it needs to itself, so that code which changes
 * builtins or `sys` spoils its own work only. It is no wall; `Wall` is.
 */
export const SETUP = String.raw`
import ast, asyncio, builtins, gc, importlib, importlib.abc, importlib.machinery, io, json
import linecache, os, sys, time, traceback, types, warnings

__builtins__ = dict(builtins.__dict__)
HOST = os.open('/dev/clew', os.O_RDWR)
CLOSED = {'js', 'pyodide', 'pyodide_js', '_pyodide', '_pyodide_core', 'micropip'}
os_read, os_write, monotonic = os.read, os.write, time.monotonic
sleep = sys.modules['pyodide.webloop']._orig_sleep
user = sys.modules['__main__'].__dict__
own_modules = frozenset(sys.stdlib_module_names)


def tell(kind, body=b''):
    os_write(HOST, kind.encode() + b'\n' + body)


def close_bridge():
    """Without a trace of Pyodide's modules: there is no JavaScript here to be reached."""
    sys.meta_path[:] = [f for f in sys.meta_path if 'pyodide' not in getattr(f, '__module__', '')
                        and 'pyodide' not in type(f).__module__]
    for name in [n for n in sys.modules if n.split('.')[0] in CLOSED]:
        module = sys.modules.pop(name)
        if isinstance(module, types.ModuleType):
            module.__dict__.clear()
    for name in ('_pyodide_core', '__annotations__'):
        user.pop(name, None)
    sys.excepthook = sys.__excepthook__
    asyncio.run = asyncio.runners.run
    asyncio.events._set_running_loop(None)
    time.sleep = doze


def doze(seconds, /):
    """time.sleep that costs no processor time and ends when the time limit does."""
    end = monotonic() + seconds
    sleep(min(seconds, 0))  # for its opinion of what it was given
    while (left := end - monotonic()) > 0:
        tell('wait', str(left).encode())


class Modules(importlib.abc.MetaPathFinder):
    """Asks the host for packages that are not there yet."""

    asked = set()

    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in CLOSED:
            raise ModuleNotFoundError(f'No module named {name!r}', name=name)
        return None


class Packages(Modules):
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
        importlib.invalidate_caches()
        return importlib.machinery.PathFinder.find_spec(name, path, target)


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


class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = Loop


class Stdin(io.TextIOBase):
    def readable(self):
        return True

    def readline(self, size=-1):
        raise EOFError('input() cannot ask anyone here')

    read = readline


def open_streams():
    def stream(fd):
        raw = io.FileIO(fd, 'w', closefd=False)
        return io.TextIOWrapper(io.BufferedWriter(raw), 'utf-8', 'backslashreplace',
                                line_buffering=True, write_through=True)
    sys.stdout = sys.__stdout__ = stream(1)
    sys.stderr = sys.__stderr__ = stream(2)
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
AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


def run_code(code):
    result = eval(code, user)
    if not code.co_flags & 0x80:  # a coroutine, when it awaits
        return result
    return loop.run_until_complete(result)


def run_cell(source):
    name = f'<cell {cells}>'
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    if tree.body:
        run_code(compile(tree, name, 'exec', AWAIT, dont_inherit=True))
    if last is not None:
        expression = ast.Expression(last.value)
        value = run_code(compile(expression, name, 'eval', AWAIT, dont_inherit=True))
        if value is not None and not source.rstrip().endswith(';'):
            user['_'] = value
            display(value)


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
    if isinstance(error, SyntaxError) and any(
            line.lstrip().startswith(('!', '%')) for line in source.splitlines()):
        return 'Shell commands (!) and magics (%) do not exist here: this is plain Python.'
    return None


def report(error, source):
    try:
        trim(error, set())
        text = ''.join(traceback.format_exception(error))
    except BaseException:
        text = f'{type(error).__name__}: (the error cannot be shown)\n'
    hint = explain(error, source)
    tell('error', (text + (hint + '\n' if hint else '')).encode('utf-8', 'backslashreplace'))


def settle(step, source):
    """Runs a step of a cell. True when it was interrupted."""
    try:
        step()
    except SystemExit as exit:
        if exit.code not in (None, 0):
            report(exit, source)
    except KeyboardInterrupt as error:
        report(error, source)
        return True
    except BaseException as error:
        report(error, source)
    return False


def flush():
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def run(source):
    global cells, loop
    cells += 1
    if loop is None or loop.is_closed():
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    interrupted = settle(lambda: run_cell(source), source)
    for step in (flush, show_figures, flush):
        interrupted = settle(step, source) or interrupted
    return int(interrupted)


def begin():
    """The last step before code from outside."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        asyncio.events._set_event_loop_policy(Policy())
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
