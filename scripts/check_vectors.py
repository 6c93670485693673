#!/usr/bin/env python3
"""Checks that the hot loops of the kernels are vectors, from the built objects.

    scripts/check_vectors.py [--library build/cpu/kernels/libmaxmin_kernels.a]

Every hot function is built for AVX-512 and AVX2 (MAXMIN_VECTOR_CLONES). In both clones it must have
an innermost loop that computes on whole registers (zmm, ymm), and none of its loops may compute on
single floats but those that ALLOWED names with their reason. Exits 1 with the functions that fail,
77 where there is nothing to check. Needs objdump; x86-64 only.
"""

import argparse
import collections
import pathlib
import platform
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "build/cpu/kernels/libmaxmin_kernels.a"
SKIPPED = 77  # ctest's SKIP_RETURN_CODE

WIDE = {"arch_x86_64_v4": "%zmm", "arch_x86_64_v3": "%ymm"}
HOT = {
    "advance_clones": 12,  # instances: precision, own parameters, density
    "survey_clones": 8,
    "move_kernel_clones": 2,
    "quantiles_clones": 2,
    "weights_clones": 2,
    "offspring_ends": 1,
    "philox_lanes_plain": 1,
    "sweep_clones": 6,
    "finish_clones": 4,
    "update_lanes": 2,
    "start_lanes": 2,
}
# Function, most single-float operations in a loop, reason.
ALLOWED = [
    ("advance_clones", 15, "the lanes of a sum are added up once a call"),
    ("survey_clones", 15, "the lanes of a sum are added up once a call"),
    ("offspring_ends", 14, "what a stretch leaves over a whole register"),
]

HEAD = re.compile(r"^[0-9a-f]+ <(?P<name>.+)>:$")
LINE = re.compile(r"^\s*(?P<at>[0-9a-f]+):\t(?P<op>\S+)\s*(?P<rest>.*)$")
CLONE = re.compile(r"(?P<name>\w+)(?P<types><.*>)?\(.*\[clone \.(?P<arch>arch_x86_64_v[34])\]")
FLOAT = re.compile(r"^v(?:add|sub|mul|div|sqrt|fn?m(?:add|sub)\d+)(?P<kind>[ps])[sd]$")
INTEGER = re.compile(r"^vp(?:add|mul|xor|ternlog)")

Instruction = collections.namedtuple("Instruction", "at op rest")


def functions(library):
    """(short name, template arguments, clone) and its instructions, for every clone."""
    text = subprocess.run(["objdump", "-dC", "--no-show-raw-insn", str(library)], check=True,
                          capture_output=True, text=True).stdout
    found = collections.defaultdict(list)
    current = None
    for line in text.splitlines():
        if head := HEAD.match(line):
            name = re.sub(r"\(anonymous namespace\)::|\w+::", "", head["name"])
            match = CLONE.search(name)
            current = match and (match["name"], name.split("(")[0] if not match["types"] else
                                 match["name"] + match["types"], match["arch"])
            if current and current in found:  # overloads differ in their arguments alone
                current = (current[0], current[1] + "'", current[2])
        elif current and (match := LINE.match(line)):
            found[current].append(Instruction(int(match["at"], 16), match["op"], match["rest"]))
    return found


def innermost_loops(code):
    """Stretches from a backward jump's target to the jump that hold no other such stretch."""
    start = code[0].at
    spans = []
    for instruction in code:
        target = re.match(r"([0-9a-f]+) <", instruction.rest)
        if instruction.op.startswith("j") and target:
            to = int(target[1], 16)
            if start <= to <= instruction.at:
                spans.append((to, instruction.at))
    inner = [span for span in set(spans)
             if not any(other != span and span[0] <= other[0] and other[1] <= span[1]
                        for other in spans)]
    return [[i for i in code if lo <= i.at <= hi] for lo, hi in sorted(inner)]


def counts(code, register):
    """Arithmetic instructions of a stretch on whole registers and on single floats."""
    packed = single = 0
    for instruction in code:
        match = FLOAT.match(instruction.op)
        packed += register in instruction.rest and bool(
            match["kind"] == "p" if match else INTEGER.match(instruction.op))
        single += bool(match) and match["kind"] == "s"
    return packed, single


def judge(key, code):
    """Vector loops, scalar loops, and what is wrong with them, if anything. A few single floats in
    a vector loop come from its constants."""
    name, _, arch = key
    most = max([most for allowed, most, _ in ALLOWED if allowed == name], default=0)
    wide = scalar = worst = 0
    for loop in innermost_loops(code):
        packed, single = counts(loop, WIDE[arch])
        if single > max(2, packed // 10):
            scalar += 1
            worst = max(worst, single)
        else:
            wide += packed > 0
    if wide == 0:
        return wide, scalar, f"no loop computes on {WIDE[arch][1:]} registers"
    if worst > most:
        return wide, scalar, f"a loop has {worst} operations on single floats"
    return wide, scalar, ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", type=pathlib.Path, default=LIBRARY)
    library = parser.parse_args().library
    if platform.machine() not in ("x86_64", "AMD64") or not shutil.which("objdump"):
        print("skipped: not an x86-64 machine, or no objdump (package binutils)")
        return SKIPPED
    found = functions(library)
    if not found:
        print(f"skipped: {library} has no clones (a sanitizer build, or another compiler)")
        return SKIPPED
    faults = 0
    print(f"{'clone':>5} {'vector':>6} {'scalar':>6}  function (innermost loops of each kind)")
    for name, instances in HOT.items():
        for arch in WIDE:
            codes = {key: code for key, code in found.items() if key[0] == name and key[2] == arch}
            if len(codes) != instances:
                print(f"{arch[-2:]:>5} {'':13}  {name}: {len(codes)} instances, not {instances}")
                faults += 1
            for key, code in sorted(codes.items()):
                wide, scalar, fault = judge(key, code)
                mark = "  <- " + fault if fault else ""
                print(f"{arch[-2:]:>5} {wide:6d} {scalar:6d}  {key[1]}{mark}")
                faults += bool(fault)
    for name, most, reason in ALLOWED:
        print(f"{name} may have {most} operations on single floats in a loop: {reason}")
    print(f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
