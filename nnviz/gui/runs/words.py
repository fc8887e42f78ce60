"""A run in words: what was trained, what came of it, and what differs from the run before."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.sentences import number, percent
from nnviz.core.training.steps import COLUMNS, Ending
from nnviz.gui.pins import model_words
from nnviz.gui.readout import is_rounding

BETWEEN = " · "


@dataclass(frozen=True)
class Piece:
    """Words of a line. strong: they differ from the run before; warning: something went wrong."""

    text: str
    strong: bool = False
    warning: bool = False


Line = tuple[Piece, ...]


def plain(line: Line) -> str:
    return BETWEEN.join(piece.text for piece in line)


def what_was_trained(run: KeptRun, before: KeptRun | None = None) -> Line:
    """For example “1-16-1 tanh · Adam 0.01 · 3,000 epochs”. before: the run to tell it apart from."""
    told = _settings(run, told_by=before)
    if before is None:
        return tuple(Piece(text) for text in told.values() if text)
    earlier = _settings(before, told_by=None)
    return tuple(Piece(text, text != earlier.get(name)) for name, text in told.items() if text)


def _settings(run: KeptRun, told_by: KeptRun | None) -> dict[str, str]:
    """What matters of its settings, by name; empty where it is as usual."""
    experiment = run.experiment
    told = {"model": model_words(experiment.model)}
    if experiment.solved_exactly:
        told |= {"solver": _tr("exact"), "L2": _above_0(_tr("L2 {value}"), experiment.training.l2)}
    else:
        training = experiment.training
        told["optimiser"] = f"{training.optimiser} {training.learning_rate:g}"
        told["epochs"] = _epochs(run.last.epoch)
        told |= _less_usual(experiment)
    replicas = experiment.replicas.count
    told["replicas"] = _tr("{count:,} replicas").format(count=replicas) if replicas else ""
    if told_by is not None and experiment.dataset != told_by.experiment.dataset:
        told["points"] = _tr("other points")
    if told_by is not None and _other_weights(experiment, told_by.experiment):
        told["weights"] = _weights(experiment)
    return told


def _less_usual(experiment: Experiment) -> dict[str, str]:
    training, model = experiment.training, experiment.model
    dropout = model.dropout if isinstance(model, MLPSpec) else 0.0
    patience = _tr("patience {n:,}").format(n=training.patience) if training.patience else ""
    return {
        "batch": _tr("batches of {n:,}").format(n=training.batch_size) if training.batch_size else "",
        "L2": _above_0(_tr("L2 {value}"), training.l2),
        "L1": _above_0(_tr("L1 {value}"), training.l1),
        "dropout": _above_0(_tr("dropout {value}"), dropout),
        "patience": patience,
        "precision": _tr("32 bit") if training.precision == "float32" else "",
        "device": "" if training.device == "cpu" else training.device.upper(),
    }


def _other_weights(one: Experiment, two: Experiment) -> bool:
    """Whether one model starts from other weights; polynomials start at 0 with any seed."""
    seeds = one.weight_seed != two.weight_seed and not isinstance(one.model, PolynomialSpec)
    return one.model == two.model and (one.initial != two.initial or seeds)


def _weights(experiment: Experiment) -> str:
    if experiment.initial is not None:
        return _tr("weights by hand")
    return _tr("weight seed {seed}").format(seed=experiment.weight_seed)


def _above_0(words: str, value: float) -> str:
    return words.format(value=f"{value:g}") if value else ""


def _epochs(count: int) -> str:
    return _tr("1 epoch") if count == 1 else _tr("{n:,} epochs").format(n=count)


def errors_at_the_end(run: KeptRun) -> Line:
    """For example “training 0.64 · validation 0.156”, of classes “training 92.9 % · validation 80 %”."""
    dataset = run.experiment.dataset
    if dataset.is_classes:
        words = (_tr("training {share}"), _tr("validation {share}"))
        shares = zip(words, run.accuracies, strict=True)
        return tuple(Piece(each.format(share=percent(share))) for each, share in shares if share == share)
    words = (_tr("training {error}"), _tr("validation {error}"))
    told = zip(words, run.errors, strict=True)
    return tuple(Piece(each.format(error=_error(error, dataset))) for each, error in told if error == error)


def _error(error: float, dataset: Dataset) -> str:
    """As people read it, in few letters."""
    return "≈ 0" if is_rounding(error, dataset) else number(error)


def how_it_went(run: KeptRun) -> Line:
    """How it ended where that is not as usual, bias² and variance of its replicas, its best epoch."""
    pieces: list[Piece] = []
    if run.ending is Ending.DIVERGED:
        pieces.append(Piece(_tr("diverged"), warning=True))
    elif run.ending is Ending.STOPPED_EARLY:
        pieces.append(Piece(_tr("stopped early")))
    pieces += _losses(run)
    pieces += _split(run)
    if run.best is not None and run.best[0] < run.last.epoch:
        epoch, error = run.best
        best = _tr("best {error} at epoch {epoch:,}")
        pieces.append(Piece(best.format(error=_error(error, run.experiment.dataset), epoch=epoch)))
    return tuple(pieces)


def _losses(run: KeptRun) -> Line:
    """Of classes, whose accuracies stand in the line before: “loss 0.36 | 0.44”."""
    dataset = run.experiment.dataset
    if not dataset.is_classes:
        return ()
    told = [_error(error, dataset) for error in run.errors if error == error]
    return (Piece(_tr("loss {losses}").format(losses=" | ".join(told))),)


def _split(run: KeptRun) -> Line:
    names = {"bias_squared": _tr("bias² {value}"), "variance": _tr("variance {value}")}
    last = dict(zip(COLUMNS, run.rows[-1].tolist(), strict=False))
    known = {name: last.get(name, np.nan) for name in names}
    return tuple(
        Piece(names[name].format(value=number(value).replace("-", "−")))
        for name, value in known.items()
        if np.isfinite(value)
    )


def about(number: int | None, shown: bool, run: KeptRun) -> str:
    """For example “run 3, shown now · 7 parameters, 5 points”."""
    told = [_tr("run {n:,}").format(n=number)] if number is not None else []
    told += [_tr("shown now")] if shown else []
    return BETWEEN.join([", ".join(told), _complexity(run)] if told else [_complexity(run)])


def _complexity(run: KeptRun) -> str:
    parameters, points = run.experiment.model.parameter_count, run.experiment.dataset.count(Role.TRAINING)
    told = _tr("1 parameter") if parameters == 1 else _tr("{n:,} parameters").format(n=parameters)
    return told + ", " + (_tr("1 point") if points == 1 else _tr("{n:,} points").format(n=points))


def _tr(words: str) -> str:
    return QCoreApplication.translate("Runs", words)
