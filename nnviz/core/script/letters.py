"""The letters of a formula as names in a script: the same where Python and the script leave them free."""

import builtins
import keyword
from collections.abc import Iterable, Iterator
from itertools import count

# Words, as they are many. Tests hold both lists complete.
_OF_SCRIPTS = """
    torch nn np x y x_validation y_validation random model parameters update penalty prepare
    error training_error validation_error limit epoch now best best_epoch step order batch loss
    means squares velocities loss_function groups optimiser name value start Formula
    TRAINING VALIDATION DEVICE SEED EPOCHS BATCH_SIZE LEARNING_RATE L2 L1 PATIENCE START LETTERS
"""
_OF_MODULES = """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double
    dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half
    ipu load_state_dict modules mtia named_buffers named_children named_modules named_parameters parameters
    register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
    register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook
    register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory state_dict to
    to_empty train training type xpu zero_grad
"""
_MISREAD = "l O I"  # linters refuse them: E741
_RESERVED = {
    *_OF_SCRIPTS.split(), *_OF_MODULES.split(), *_MISREAD.split(), *dir(builtins), *keyword.kwlist,
}  # fmt: skip
PART = "part_"  # of a long formula, with a number
LONGEST = 30  # characters: lines of the script hold several


def safe_names(letters: Iterable[str]) -> dict[str, str]:
    """For each letter a name of its own that may be a variable of the script and an attribute of a module."""
    letters = tuple(letters)
    found = {letter: letter for letter in letters if _is_free(letter) and len(letter) <= LONGEST}
    for letter in letters:
        if letter not in found:
            found[letter] = next(name for name in _others(letter) if name not in found.values())
    return {letter: found[letter] for letter in letters}


def _others(letter: str) -> Iterator[str]:
    """Free names that remind of the letter: l_, l_2, l_3, …"""
    plain = "".join(c for c in letter if f"a{c}".isidentifier()).lstrip("_")[:LONGEST]
    stem = plain if plain.isidentifier() and not plain.startswith(PART) else f"letter_{plain}"
    return (name for number in count(1) if _is_free(name := f"{stem}_{number if number > 1 else ''}"))


def _is_free(name: str) -> bool:
    return name.isidentifier() and not name.startswith(("_", PART)) and name not in _RESERVED
