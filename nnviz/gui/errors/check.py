"""The line that adds bias², variance and noise up and holds the sum against an independent measurement."""

from math import floor, isfinite, log10, nan

from PySide6.QtCore import QCoreApplication

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.judge import Basis, basis_of
from nnviz.core.generalization.remarks import cannot_tell_apart, misleading
from nnviz.core.generalization.split import Split
from nnviz.core.replicas import FEWEST_FOR_SPLIT, TRUSTED_FROM
from nnviz.core.sentences import number
from nnviz.gui.errors.fitted import Part
from nnviz.gui.translate import text

MOST_DECIMALS = 4  # beyond, numbers are written with an exponent
MOST_NAMED = 5  # replicas that are named by their numbers
NEW_SENTENCE, SAME_SENTENCE = ". ", "; "


def with_error(value: float, error: float) -> str:
    """For example “0.073 ± 0.005” or “0.14 ± 0.012”: the value as fine as its error, which has few digits.

    Two digits if the first is 1 or 2, else one (much as the Particle Data Group rounds). A value within its
    error keeps a digit of its own, or it would read as 0.
    """
    if not isfinite(error) or not isfinite(value) or error <= 0:
        return signed(value)
    digits = 2 if f"{error:e}"[0] in "12" else 1
    rounded = float(f"{error:.{digits - 1}e}")
    decimals = digits - 1 - floor(log10(rounded))
    within = abs(value) < error
    finest = max(decimals, min(decimals + 1, MOST_DECIMALS))
    figure = signed(round(float(f"{value:.0e}"), finest)) if within else _fixed(value, decimals)
    return f"{figure} ± {_fixed(rounded, decimals)}"


def _fixed(value: float, decimals: int) -> str:
    """With so many decimals where that is readable, else as any number."""
    if 0 < decimals <= MOST_DECIMALS and abs(value) < 1e6:
        return f"{value:,.{decimals}f}".replace("-", "−")
    return signed(round(value, decimals))


def signed(value: float) -> str:
    """A number with a minus sign that is as long as a plus; a dash where there is none."""
    if value != value:
        return "—"
    return f"−{number(-value)}" if value < 0 else number(value)


def check_of(experiment: Experiment, split: Split, lost: tuple[int, ...]) -> list[Part]:
    """The parts of the line, the first of them the sum.

    split: at the epoch in question. lost: numbers of the replicas that have diverged, as far as known.
    """
    asked = experiment.replicas.count
    if asked < FEWEST_FOR_SPLIT:
        words = _tr("One replica has no variance: take 2 or more (50 is usual).")
        return [Part(words, 9)] if asked else []
    if not isfinite(split.variance):
        if asked - len(lost) < FEWEST_FOR_SPLIT:
            return [Part(_too_many_lost(asked, len(lost)), 9)]
        return [Part(_too_few_outside(), 9)] if _cannot_judge(experiment, split) else []
    parts, left = _sum(experiment, split), int(split.replicas)
    few = _tr("B = {count}, fewer than {enough}: the ± are guesses themselves")
    count = few if left < TRUSTED_FROM else _tr("B = {count}")
    parts.append(Part(count.format(count=left, enough=TRUSTED_FROM), 7, NEW_SENTENCE))
    if left < asked:
        parts.append(Part(_lost(asked - left, lost), 8, NEW_SENTENCE))
    if experiment.replicas.resample == "bootstrap":
        parts.append(Part(text(misleading(experiment)), 1, NEW_SENTENCE))
    return parts


def _sum(experiment: Experiment, split: Split) -> list[Part]:
    variance, total = (split.variance, split.variance_se), (split.total, split.total_se)
    if isfinite(split.bias_squared):
        equation = _equation(
            _tr("bias² {bias} + variance {variance} + noise {noise} = {total}"),
            bias=(split.bias_squared, split.bias_squared_se), variance=variance, noise=(split.noise, nan),
            total=total,
        )  # fmt: skip
        measured = _tr("measured on fresh points: {measured}").format(
            measured=with_error(split.measured_total, split.measured_total_se)
        )
        return [equation, Part(measured, 6, SAME_SENTENCE)]
    if isfinite(split.bias_squared_plus_noise):
        equation = _equation(
            _tr("bias² + noise {bias} + variance {variance} = {total}"),
            bias=(split.bias_squared_plus_noise, split.bias_squared_plus_noise_se), variance=variance,
            total=total,
        )  # fmt: skip
        unseen = basis_of(experiment) is Basis.OUT_OF_BAG
        source = (
            _tr("(from the points that each replica has not seen)")
            if unseen
            else _tr("(from the validation points)")
        )
        why = text(cannot_tell_apart(experiment)).removesuffix(".")
        return [equation, Part(source, 4, " "), Part(why, 3, NEW_SENTENCE)]
    alone = _tr("variance {variance}").format(variance=with_error(*variance))
    remedy = _tr("Draw validation points to see bias² + noise and the total, too")
    return [Part(alone, 9), Part(remedy, 6, NEW_SENTENCE)]


def _equation(words: str, **terms: tuple[float, float]) -> Part:
    """Values with their errors; where there is no room without errors, and then the total alone."""
    fine = {name: with_error(*term) for name, term in terms.items()}
    plain = {name: figure.partition(" ± ")[0] for name, figure in fine.items()}
    alone = _tr("total {total}").format(total=fine["total"])
    return Part(words.format(**fine), 9, briefs=(words.format(**plain), alone))


def _lost(count: int, lost: tuple[int, ...]) -> str:
    named = ", ".join(str(each) for each in lost[:MOST_NAMED])
    if len(lost) != count:  # the numbers are of another epoch
        named = ""
    elif count > MOST_NAMED:
        named += ", …"
    if count == 1:
        one = (
            _tr("1 replica diverged and is left out: number {named}")
            if named
            else _tr("1 replica diverged and is left out")
        )
        return one.format(named=named)
    many = (
        _tr("{count} replicas diverged and are left out: numbers {named}")
        if named
        else _tr("{count} replicas diverged and are left out")
    )
    return many.format(count=count, named=named)


def _too_many_lost(asked: int, lost: int) -> str:
    if lost == asked:
        return _tr("All {asked} replicas diverged. Lower the learning rate.").format(asked=asked)
    return _tr(
        "{lost} of {asked} replicas diverged, and one alone has no variance. Lower the learning rate."
    ).format(lost=lost, asked=asked)


def _cannot_judge(experiment: Experiment, split: Split) -> bool:
    return basis_of(experiment) is Basis.OUT_OF_BAG and split.replicas >= FEWEST_FOR_SPLIT


def _too_few_outside() -> str:
    return _tr(
        "Too few replicas to judge them by points that they have not seen. Take 50, or draw validation "
        "points."
    )


def _tr(words: str) -> str:
    return QCoreApplication.translate("ErrorsPanel", words)
