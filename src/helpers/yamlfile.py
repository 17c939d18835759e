"""A YAML file checked against a pydantic model; every complaint names the file, the line and the key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .errors import NianbaoError, said
from .spelling import did_you_mean

ModelT = TypeVar("ModelT", bound=BaseModel)

_MESSAGES = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这一项",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "string_type": "应为文字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "dict_type": "应为“键: 值”",
    "model_type": "应为“键: 值”",
    "date_type": "应为日期，如 2024-01-31",
    "date_from_datetime_parsing": "应为日期，如 2024-01-31",
    "date_parsing": "应为日期，如 2024-01-31",
    "literal_error": "不是可选的值",
    "enum": "不是可选的值",
    "date_from_datetime_inexact": "应为日期，如 2024-01-31",
    "int_from_float": "应为整数",
    "too_short": "不能为空",
    "string_too_short": "太短",
    "string_pattern_mismatch": "写法不对",
    "greater_than_equal": "太小",
    "invalid_key": "这一项的名称应为文字",
}


def load_yaml(path: Path, model: type[ModelT], error: type[NianbaoError]) -> ModelT:
    """Read `path` (UTF-8) into `model`.

    Raises `error` with file, line and key for a file that is missing, is not YAML, repeats a key or does not fit.
    """
    text = _read(path, error)
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as problem:
        raise _syntax_error(path, text, problem, error) from None
    except ValueError:
        node = next(_impossible_dates(root))
        where = f"{path} 第 {node.start_mark.line + 1} 行"
        raise error(f"没有“{node.value}”这一天", where, "请改为正确的日期，如 2024-01-31。") from None
    if not isinstance(root, yaml.MappingNode):
        raise error("文件应由“键: 值”组成", str(path), _hint(text) or "请对照示例文件修改。")
    for key in _repeated_keys(root):
        where = f"{path} 第 {key.start_mark.line + 1} 行"
        raise error(f"“{key.value}”写了两次", where, "请只保留一处。")
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        raise _first_complaint(path, root, model, problem, error) from None


def _read(path: Path, error: type[NianbaoError]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise error("没有找到文件", str(path), "请核对文件名和所在文件夹。") from None
    except UnicodeDecodeError:
        raise error("文件不是 UTF-8 编码", str(path), "请用编辑器另存为 UTF-8。") from None
    except OSError as problem:
        raise error(f"文件打不开（{said(problem)}）", str(path), "请核对文件和权限。") from None


def _syntax_error(path: Path, text: str, problem: yaml.YAMLError, error: type[NianbaoError]) -> NianbaoError:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    where = f"{path} 第 {mark.line + 1} 行" if mark else str(path)
    return error("文件不是正确的 YAML", where, _hint(text) or "请核对缩进、冒号和引号。")


def _hint(text: str) -> str:
    for number, line in enumerate(text.splitlines(), start=1):
        key, colon, _ = line.partition("：")
        if colon and ":" not in key and not key.lstrip().startswith("#"):
            return f"第 {number} 行用了全角冒号“：”，请改为半角冒号加空格“: ”。"
        if line.lstrip(" ").startswith("\t"):
            return f"第 {number} 行用制表符缩进，请改为空格。"
    return ""


def _nodes(root: yaml.Node | None) -> Iterator[yaml.Node]:
    """Each node once, in order; with an anchor one may stand in many places, even within itself."""
    seen: set[int] = set()
    left = [root] if root else []
    while left:
        node = left.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, yaml.CollectionNode):
            items = (item if isinstance(item, tuple) else (item,) for item in node.value)
            left += reversed([part for item in items for part in item])


def _repeated_keys(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    for node in _nodes(root):
        seen: set[str] = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if key.value in seen:
                yield key
            seen.add(key.value)


def _impossible_dates(root: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    for node in _nodes(root):
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:timestamp":
            try:
                yaml.CSafeLoader("").construct_yaml_timestamp(node)
            except ValueError:
                yield node


def _first_complaint(
    path: Path, root: yaml.Node, model: type[BaseModel], problem: ValidationError, error: type[NianbaoError]
) -> NianbaoError:
    # An unknown key explains the missing one beside it, so it is told first.
    details = sorted(problem.errors(), key=lambda item: item["type"] != "extra_forbidden")
    first = details[0]
    loc = [part for part in first["loc"] if not isinstance(part, str) or not part.startswith("function-")]
    where = f"{path} 第 {_line(root, loc)} 行，{'.'.join(str(part) for part in loc)}"
    return error(_message(first), where, _remedy(first, loc, model))


def _message(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return str(detail["msg"]).removeprefix("Value error, ")
    known = _MESSAGES.get(detail["type"], "内容不对")
    value = detail["input"]
    if isinstance(value, dict | list) or detail["type"] == "extra_forbidden":
        return known
    return f"{known}，这里空着" if value is None else f"{known}，写的是“{value}”"


def _remedy(detail: ErrorDetails, loc: Sequence[Any], model: type[BaseModel]) -> str:
    if detail["type"] == "extra_forbidden":
        known = _known_keys(model, loc[:-1])
        return did_you_mean(str(loc[-1]), known, f"可用的项：{'、'.join(known)}。")
    if detail["type"] in ("literal_error", "enum"):
        expected = str(detail.get("ctx", {}).get("expected", ""))
        return f"可选：{expected.replace(' or ', '、').replace(', ', '、').replace(chr(39), '')}。"
    if detail["type"] == "greater_than_equal":
        return f"至少为 {detail.get('ctx', {}).get('ge')}。"
    return "请对照示例文件修改。"


def _known_keys(model: Any, loc: Sequence[Any]) -> list[str]:
    for part in loc:
        if isinstance(part, str) and isinstance(model, type) and issubclass(model, BaseModel):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = _model_inside(fields[part].annotation) if part in fields else None
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []


def _model_inside(annotation: Any) -> Any:
    """The model within tuple[Model, ...] or Model | None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_model_inside, getattr(annotation, "__args__", ())) if m is not None), None)


def _line(node: yaml.Node, loc: Sequence[Any]) -> int:
    line = node.start_mark.line
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
    return int(line) + 1
