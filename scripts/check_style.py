#!/usr/bin/env python3
"""Checks what a compiler does not: layering, sizes, and words that must not stay.

Prints one line per fault, `file:line: rule`, and exits 1 if there is any. Standard library only.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100

# A host module includes only modules to its left, and these never one another.
HOST_ORDER = ["base", "market", "gateway", "wire", "exchange", "paper", "venue", "signal",
              "compute", "quote", "risk", "order", "ledger", "engine", "config", "backtest", "report", "live",
              "app"]
HOST_STRANGERS = [{"exchange", "paper", "signal"}, {"exchange", "venue", "signal"}]
# Headers of plain option structs carry no behaviour, math.hpp only arithmetic that is the same on
# every machine: any module may name them.
ANYONE_MAY_INCLUDE = re.compile(r"^(kernels/base/(units|view|math)\.hpp|host/\w+/config\.hpp)$")
COMPUTE_ONLY = re.compile(r"^kernels/(\w+)/api\.hpp$")
FORBIDDEN_WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
FUNCTION_HEAD = re.compile(r"\)[\w\s:&<>,\->\[\]\(\)\{\}\.\*\+\"]*\{\s*$")


def source_files():
    for folder in ("kernels", "host", "tests", "bench"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".cpp", ".hpp", ".cu", ".cuh") and "third_party" not in path.parts:
                yield path


def included(line):
    match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
    return match.group(1) if match else None


def layering_fault(where, target):
    """Why `where` may not include `target`, or None."""
    if ANYONE_MAY_INCLUDE.match(target):
        return None
    here, there = where.split("/"), target.split("/")
    if here[0] == "kernels":
        if there[0] == "host":
            return "kernels never include host"
        if there[0] == "kernels" and len(here) > 2 and here[1] != "step" \
                and there[1] not in ("base", here[1]):
            return f"kernels/{here[1]} never includes kernels/{there[1]}"
    if there[0] == "bench" and here[0] in ("kernels", "host") \
            and (here[:2] != ["host", "app"] or target != "bench/kernels/suite.hpp"):
        return "of bench only its suite.hpp is included from outside, and by host/app alone"
    if here[0] == "host":
        if there[0] == "kernels":
            if here[1] != "compute" and here[1] != "app":
                return "only host/compute (and the binary's own pages) include a kernel's api.hpp"
            if there[1] != "base" and not COMPUTE_ONLY.match(target):
                return "only a kernel's api.hpp may be included from outside its folder"
        if there[0] == "host" and there[1] != here[1]:
            if here[1] not in HOST_ORDER or there[1] not in HOST_ORDER:
                return f"unknown module: add {here[1]} or {there[1]} to HOST_ORDER"
            if HOST_ORDER.index(there[1]) > HOST_ORDER.index(here[1]):
                return f"host/{here[1]} comes before host/{there[1]} and must not include it"
            for strangers in HOST_STRANGERS:
                if here[1] in strangers and there[1] in strangers:
                    return f"host/{here[1]} and host/{there[1]} never include one another"
    return None


def without_comment(line):
    return re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])\'|//.*', "", line)


def function_faults(lines):
    """Functions longer than the limit, found by brace depth below namespaces and classes."""
    stack = []  # (line number, is function)
    for number, line in enumerate(lines, 1):
        code = without_comment(line)
        for column, character in enumerate(code):
            if character == "{":
                head = code[: column + 1]
                if number > 1 and ")" not in head:
                    head = without_comment(lines[number - 2]) + " " + head
                is_function = bool(FUNCTION_HEAD.search(head)) and not re.match(
                    r"\s*(if|for|while|switch|else|do|namespace|class|struct|enum)\b", head.strip())
                stack.append((number, is_function))
            elif character == "}" and stack:
                start, is_function = stack.pop()
                length = number - start + 1
                nested = any(entry[1] for entry in stack)
                if is_function and not nested and length > FUNCTION_LINES_MAX:
                    yield start, f"function of {length} lines; at most {FUNCTION_LINES_MAX}"


def faults_in(path):
    name = path.relative_to(ROOT).as_posix()
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > FILE_LINES_MAX:
        yield name, 1, f"file of {len(lines)} lines; at most {FILE_LINES_MAX}"
    if path.suffix == ".hpp" and "#pragma once" not in lines[:40]:
        yield name, 1, "header without #pragma once"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield name, number, f"line of {len(line)} columns; at most {COLUMNS_MAX}"
        if FORBIDDEN_WORDS.search(line):
            yield name, number, "a note to do something later: do it, or say in the README that it is not done"
        target = included(line)
        if target:
            why = layering_fault(name, target)
            if why:
                yield name, number, why
            if not (ROOT / target).exists() and not target.endswith(".inc.hpp"):
                yield name, number, f"{target}: project includes are paths from the root"
    for number, why in function_faults(lines):
        yield name, number, why


def format_faults(files):
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if not tool:
        print("check_style: clang-format is missing: formatting not checked", file=sys.stderr)
        return
    result = subprocess.run([tool, "--dry-run", "--ferror-limit=1", *map(str, files)],
                            capture_output=True, text=True, cwd=ROOT, check=False)
    for line in result.stderr.splitlines():
        match = re.match(r"(.+?):(\d+):\d+: (?:warning|error): code should be clang-formatted", line)
        if match:
            yield pathlib.Path(match.group(1)).relative_to(ROOT).as_posix(), int(match.group(2)), \
                "not formatted: run clang-format -i"


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    files = list(source_files())
    faults = [fault for path in files for fault in faults_in(path)]
    faults += format_faults([path for path in files if path.suffix in (".cpp", ".hpp", ".cu")])
    for name, number, why in faults:
        print(f"{name}:{number}: {why}")
    print(f"check_style: {len(files)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
