"""A BERT-type encoder without PyTorch: a folder with weights and a tokenizer in, one vector per sentence out."""

from __future__ import annotations

import io
import json
import pickle
import tempfile
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from bot.errors import BadEncoder

Floats = npt.NDArray[np.float32]
MAX_TOKENS = 128


class Encoder:
    """Reads ``config.json``, ``tokenizer.json`` and ``model.safetensors`` (or ``pytorch_model.bin``) from one folder.

    The architecture and the weight names are those of ``BertModel`` in Hugging Face's transformers (Devlin et al.
    2018); CTranslate2 runs it with 8-bit weights on one core. Pooling is what ``1_Pooling/config.json`` says; without
    it the mean over the tokens, as m3e was trained.

    Raises:
        BadEncoder: a file is missing or is not that of a BERT model.
    """

    def __init__(self, folder: Path) -> None:
        import ctranslate2
        from tokenizers import Tokenizer

        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            with tempfile.TemporaryDirectory() as converted:
                _specification(config, _weights(folder), self._tokenizer).save(converted)
                self._model = ctranslate2.Encoder(converted, compute_type="int8", intra_threads=1, inter_threads=1)
        except Exception as error:  # the tokenizer library raises bare Exception
            raise BadEncoder(f"{folder} holds no BERT-type encoder: {error!r}.") from error
        self._first_token = _pools_first_token(folder)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self.width = int(config["hidden_size"])

    def encode(self, text: str) -> Floats:
        """The sentence's vector, of length 1, shape ``(width,)``."""
        hidden = np.array(self._model.forward_batch([self._tokenizer.encode(text).ids]).last_hidden_state)[0]
        pooled: Floats = hidden[0] if self._first_token else hidden.mean(axis=0)
        return pooled / max(float(np.linalg.norm(pooled)), 1e-12)


def _specification(config: dict[str, Any], weights: dict[str, Floats], tokenizer: Any) -> Any:
    from ctranslate2.converters.utils import fuse_linear
    from ctranslate2.specs import common_spec, transformer_spec

    def linear(name: str, into: Any = None) -> Any:
        into = into or common_spec.LinearSpec()
        into.weight, into.bias = weights[name + ".weight"], weights[name + ".bias"]
        return into

    def norm(name: str, into: Any) -> None:
        into.gamma, into.beta = weights[name + ".weight"], weights[name + ".bias"]

    encoder = transformer_spec.TransformerEncoderSpec(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    norm("embeddings.LayerNorm", encoder.layernorm_embedding)
    for number, layer in enumerate(encoder.layer):
        prefix = f"encoder.layer.{number}."
        parts = [linear(f"{prefix}attention.self.{part}") for part in ("query", "key", "value")]
        fuse_linear(layer.self_attention.linear[0], parts)
        linear(prefix + "attention.output.dense", layer.self_attention.linear[1])
        norm(prefix + "attention.output.LayerNorm", layer.self_attention.layer_norm)
        linear(prefix + "intermediate.dense", layer.ffn.linear_0)
        linear(prefix + "output.dense", layer.ffn.linear_1)
        norm(prefix + "output.LayerNorm", layer.ffn.layer_norm)
    specification = transformer_spec.TransformerEncoderModelSpec(encoder)
    size = config["vocab_size"]
    specification.register_vocabulary([tokenizer.id_to_token(number) or f"<{number}>" for number in range(size)])
    specification.config.unk_token = "[UNK]"
    specification.config.layer_norm_epsilon = config["layer_norm_eps"]
    specification.validate()
    specification.optimize()
    return specification


def _pools_first_token(folder: Path) -> bool:
    pooling = folder / "1_Pooling" / "config.json"
    return pooling.exists() and bool(json.loads(pooling.read_text(encoding="utf-8")).get("pooling_mode_cls_token"))


def _weights(folder: Path) -> dict[str, Floats]:
    if (folder / "model.safetensors").exists():
        from safetensors.numpy import load_file

        loaded = dict(load_file(folder / "model.safetensors"))
    else:
        loaded = _torch_weights(folder / "pytorch_model.bin")
    return {name.removeprefix("bert."): array for name, array in loaded.items()}


def _torch_weights(file: Path) -> dict[str, Floats]:
    """Read a PyTorch state dict without PyTorch: a zip of storages, and a pickle that may name nothing but tensors."""
    with zipfile.ZipFile(file) as archive:
        index = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
        state = _TensorsOnly(archive, index.removesuffix("data.pkl")).load()
    return {name: array for name, array in state.items() if array.dtype == np.float32}


class _TensorsOnly(pickle.Unpickler):
    """Builds dicts and tensors; any other name in the file is refused, so that nothing in it can run."""

    _storages: ClassVar = {"FloatStorage": np.float32, "HalfStorage": np.float16, "LongStorage": np.int64}

    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        super().__init__(io.BytesIO(archive.read(root + "data.pkl")))
        self._archive, self._root = archive, root

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuilt
        if module == "torch" and name in self._storages:
            return self._storages[name]
        raise BadEncoder(f"{self._archive.filename} asks for {module}.{name}; only plain weights are read.")

    def persistent_load(self, pid: Any) -> Any:
        _, kind, key, _, _ = pid
        return np.frombuffer(self._archive.read(f"{self._root}data/{key}"), dtype=kind)


def _rebuilt(storage: Any, offset: int, shape: tuple[int, ...], stride: tuple[int, ...], *_: Any) -> Any:
    values = storage[offset:]
    steps = tuple(step * values.itemsize for step in stride)
    return np.ascontiguousarray(np.lib.stride_tricks.as_strided(values, shape, steps))
