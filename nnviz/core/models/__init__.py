"""What is fitted: frozen specs that know their parameters, inputs and predictions."""

from nnviz.core.models.formula import FormulaSpec
from nnviz.core.models.mlp import MLPSpec
from nnviz.core.models.polynomial import PolynomialSpec

LayeredSpec = PolynomialSpec | MLPSpec  # layers of weights: what the fast engine trains
ModelSpec = LayeredSpec | FormulaSpec

__all__ = ["FormulaSpec", "LayeredSpec", "MLPSpec", "ModelSpec", "PolynomialSpec"]
