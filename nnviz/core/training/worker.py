"""The worker process: runs live there, commands go in and snapshots come out through one pipe."""

import multiprocessing
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from time import perf_counter, sleep

from nnviz.core import heap
from nnviz.core.generalization.spread import Kept, spread_of
from nnviz.core.training.comparing import Comparing
from nnviz.core.training.devices import devices
from nnviz.core.training.faults import explain, is_device_fault
from nnviz.core.training.messages import (
    Advanced,
    CheckGradient,
    Command,
    Compare,
    DevicesListed,
    Edit,
    EndComparison,
    Failed,
    ListDevices,
    Look,
    Looked,
    More,
    OneStep,
    Pause,
    Play,
    Record,
    RecordFormula,
    RecordStep,
    Start,
    Stop,
)
from nnviz.core.training.player import Player
from nnviz.core.training.recordings import Recordings

PAUSE = 5e-5  # seconds between two steps, in which another thread takes the interpreter
LOOK_EVERY = 2e-3  # seconds between two looks into the pipe while a run plays; a look takes 6 µs


class _Server:
    """The loop in the worker: obeys commands and advances the present run between them.

    It looks for commands itself. A second thread that waits for them hardly gets the interpreter beside a
    run: each operation of torch gives it up and takes it back before the other one has woken (measured: up
    to 0.3 s until a command was read).
    """

    def __init__(self, connection: Connection, politely: bool) -> None:
        self._connection, self._politely = connection, politely
        self._player: Player | None = None
        self._recordings = Recordings(connection.send)
        self._comparing = Comparing(connection.send)
        self._run = 0
        self._wanted = True
        self._faulty = False  # the device is lost to this process
        self._next_look = 0.0

    def serve(self) -> None:
        """Work until the other side is gone, which raises OSError or EOFError, or the device has failed."""
        while not (self._faulty or self._comparing.faulty):
            if not self._heard():
                if self._recordings.answer_due(self._player):
                    continue
                plays = self._player is not None and self._player.active
                if self._player is not None and plays:
                    self._guarded(self._player.advance)
                if self._comparing.advance() or plays:  # a run and a comparison take turns
                    if self._politely:
                        sleep(PAUSE)
                    continue
            self._guarded(partial(self._obey, self._connection.recv()))

    def _heard(self) -> bool:
        """Whether a command is there; nobody looks for one between two looks."""
        if (now := perf_counter()) < self._next_look:
            return False
        heard = self._connection.poll()
        if not heard:
            self._next_look = now + LOOK_EVERY
        return heard

    def _guarded(self, action: Callable[[], None]) -> None:
        """Do it and report; what goes wrong ends the run, not the worker."""
        failure: Failed | None = None
        try:
            action()
            if self._wanted and self._player is not None and self._player.has_news:
                self._wanted = False
                self._connection.send(Advanced(self._run, self._player.snapshot()))
        except BrokenPipeError:
            raise
        except Exception as error:
            self._faulty = is_device_fault(error)
            failure = Failed(self._run, *explain(error))
        if failure:  # outside the except block, where the traceback no longer holds a GPU's memory
            self._player = None
            self._connection.send(failure)

    def _obey(self, command: Command) -> None:
        match command:
            case Start(run, experiment, start):
                self._run, self._player, self._wanted = run, None, True
                heap.give_back()  # of the run before
                self._player = Player(experiment, start)
            case Stop():
                self._player = None
            case More():
                self._wanted = True
            case Look(experiment, kept):
                with suppress(MemoryError):  # then there are no curves to see, and the run goes on
                    state = Kept(experiment, kept.stack)
                    spread = spread_of(experiment, state, kept.epoch, frozenset())
                    self._connection.send(Looked(experiment, spread))
            case ListDevices():
                self._connection.send(DevicesListed(tuple(devices())))
            case Record() | RecordStep():
                self._recordings.keep(command)
            case CheckGradient():
                self._recordings.check(command)
            case RecordFormula():
                self._recordings.record_formula(command)
            case Compare():
                self._comparing.begin(command)
            case EndComparison():
                self._comparing.end()
            case Edit(experiment, number) if self._player:
                self._player.edit(experiment, number)
            case Play() if self._player:
                self._player.play()
            case Pause() if self._player:
                self._player.pause()
            case OneStep() if self._player:
                self._player.advance_once()


def serve(connection: Connection, politely: bool = False) -> None:
    """Serve runs over this connection until it is closed.

    politely: with a short pause after each step, for a thread that shares its interpreter with a window.
    """
    # The window is gone, and nobody is left to tell; or there is no memory for a command, which is half read.
    with suppress(OSError, EOFError, MemoryError):
        _Server(connection, politely).serve()
    connection.close()


def _process(connection: Connection) -> None:
    """What the worker process runs. Ctrl-C in a terminal belongs to the window."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(connection)


class Worker:
    """This side of a worker: a process of its own or, on request, a thread of this process.

    connection: the worker's reports. Commands leave from a thread of their own, for the worker reads none
    while it sends: were this side to send at the same time, both would wait for ever.
    """

    def __init__(self, in_process: bool = False) -> None:
        self.connection, theirs = multiprocessing.Pipe()
        self._process: BaseProcess | None = None
        self._thread: threading.Thread | None = None
        self.pid: int | None = None  # of the process; None for a worker in this one
        self._outbox: SimpleQueue[Command | None] = SimpleQueue()
        if in_process:
            self._thread = threading.Thread(target=serve, args=(theirs, True), daemon=True, name="nnviz run")
            self._thread.start()
        else:
            self._process = multiprocessing.get_context("spawn").Process(
                target=_process, args=(theirs,), daemon=True, name="nnviz run"
            )
            self._process.start()
            self.pid = self._process.pid
            theirs.close()
        self._sender = threading.Thread(
            target=_send_all, args=(self._outbox, self.connection), daemon=True, name="nnviz commands"
        )
        self._sender.start()

    def send(self, command: Command) -> None:
        """Send a command after those before it; returns at once. That the worker is gone shows in reading."""
        self._outbox.put(command)

    def kill(self) -> None:
        """End the process at once; it holds nothing that is not here as well."""
        if self._process:
            self._process.kill()

    def close(self) -> None:
        """End the worker and wait for its end."""
        self.kill()
        if self._process:
            self._process.join()
        self._outbox.put(None)
        with suppress(OSError, EOFError):
            while self._sender.is_alive() and self._thread:  # a thread reads on when its reports are read
                if self.connection.poll(LOOK_EVERY):
                    self.connection.recv_bytes()
        self._sender.join()
        self.connection.close()
        if self._process:
            self._process.close()
        if self._thread:
            self._thread.join()


def _send_all(outbox: "SimpleQueue[Command | None]", connection: Connection) -> None:
    """Send what comes, until None comes or nobody reads any more."""
    with suppress(OSError):
        while (command := outbox.get()) is not None:
            connection.send(command)
