"""A stand-in for a GPU: tensors on the device 'fakegpu', whose numbers lie in CPU tensors inside.

Under `FakeGPU()` every operator on such a tensor is computed, and what would make the host wait for a real GPU is noted
in `waits`: reading a number, looking for the places of a mask, a blocking copy. It knows nothing of kernels or streams.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.utils import backend_registration
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes
from torch.utils._pytree import tree_flatten, tree_map

NAME = "fakegpu"
READS = {"_local_scalar_dense", "is_nonzero", "equal"}
SEARCHES = {"nonzero", "masked_select", "unique_dim", "_unique2", "unique_consecutive"}


class _Module(backend_registration._DummyBackendModule):
    """What torch asks a device's module for."""

    def is_available(self) -> bool:
        return True

    def device_count(self) -> int:
        return 1

    def current_device(self) -> int:
        return 0

    def get_amp_supported_dtype(self) -> list[torch.dtype]:
        return [torch.bfloat16]

    def manual_seed_all(self, seed: int) -> None:
        """Nothing is drawn there."""

    def _is_in_bad_fork(self) -> bool:
        return False


backend_registration._setup_privateuseone_for_python_backend(NAME, backend_module=_Module())


class FakeTensor(Tensor):
    """A tensor on the stand-in; `inner` holds its numbers."""

    @staticmethod
    def __new__(cls, inner: Tensor) -> FakeTensor:
        return Tensor._make_wrapper_subclass(
            cls,
            inner.size(),
            strides=inner.stride(),
            storage_offset=inner.storage_offset(),
            dtype=inner.dtype,
            device=torch.device(NAME, 0),
        )

    def __init__(self, inner: Tensor) -> None:
        self.inner = inner

    __torch_function__ = torch._C._disabled_torch_function_impl

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        raise AssertionError(f"{func} outside of FakeGPU()")


class FakeGPU(TorchDispatchMode):
    """While this is entered the device 'fakegpu' works. `waits`: what made the host wait, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[str] = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        tensors = [value for value in tree_flatten((args, kwargs))[0] if isinstance(value, Tensor)]
        here = [tensor for tensor in tensors if isinstance(tensor, FakeTensor)]
        device = kwargs.get("device")
        if not here and (device is None or torch.device(device).type != NAME):
            return func(*args, **kwargs)
        name = func._schema.name.split("::")[1]
        self._note(name, args, kwargs)
        if name not in ("_to_copy", "copy_"):
            elsewhere = [tensor for tensor in tensors if not isinstance(tensor, FakeTensor) and tensor.dim()]
            assert not elsewhere, f"{name} mixes devices"

        # Compute on the numbers inside, and put what comes out back onto the device
        stays = bool(here) if device is None else torch.device(device).type == NAME
        inside = kwargs if device is None else kwargs | {"device": torch.device("cpu")}
        args, inside = tree_map(lambda value: value.inner if isinstance(value, FakeTensor) else value, (args, inside))
        with _disable_current_modes():
            if name == "_to_copy":  # a copy in any case: devices share no memory
                layout = inside.get("memory_format") or torch.preserve_format
                out = args[0].to(inside.get("dtype") or args[0].dtype, copy=True, memory_format=layout)
            else:
                out = func(*args, **inside)
        if name in READS:
            return out
        known = {id(tensor.inner): tensor for tensor in here}  # what an operator changes in place stays itself

        def onto(value: object) -> object:
            if not isinstance(value, Tensor):
                return value
            if id(value) in known:
                return known[id(value)]
            return FakeTensor(value) if stays else value

        return tree_map(onto, out)

    def _note(self, name: str, args: tuple, kwargs: dict) -> None:
        masks = name in ("index", "index_put_", "_index_put_impl_") and any(
            value is not None and value.dtype == torch.bool for value in args[1]
        )
        if name in READS | SEARCHES or masks:
            self.waits.append(name)
        elif name == "_to_copy" and "device" in kwargs:
            leaves = isinstance(args[0], FakeTensor)
            if leaves and torch.device(kwargs["device"]).type != NAME:
                self.waits.append("copy to the host")
            elif not leaves and not kwargs.get("non_blocking"):
                self.waits.append(f"blocking copy of {args[0].numel()} values")
        elif (
            name == "copy_"
            and isinstance(args[0], FakeTensor) != isinstance(args[1], FakeTensor)
            and not (kwargs.get("non_blocking") or args[2:] == (True,))
        ):
            self.waits.append("blocking copy_")
