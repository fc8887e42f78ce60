"""What is fitted: frozen specs that know their parameters, inputs and predictions."""

from nnviz.core.models.mlp import MLPSpec
from nnviz.core.models.polynomial import PolynomialSpec

ModelSpec = PolynomialSpec | MLPSpec

__all__ = ["MLPSpec", "ModelSpec", "PolynomialSpec"]
