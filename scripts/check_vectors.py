#!/usr/bin/env python3
"""Shows which hot loops of the kernels became 512-bit vectors, from the built objects.

    scripts/check_vectors.py [build/cpu/kernels/libmaxmin_kernels.a]

Counts, in the AVX-512 clone of each loop, the arithmetic instructions on whole 512-bit registers and
those on single floats. Exits 1 if a clone has no 512-bit arithmetic. Needs objdump; x86-64 only.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "build/cpu/kernels/libmaxmin_kernels.a"
HEAD = re.compile(r"^[0-9a-f]+ <(?P<name>.+)>:$")
ARITHMETIC = re.compile(r"\bv(?:add|sub|mul|div|sqrt|min|max|fn?m(?:add|sub)\d+)(?P<kind>[ps][sd])\b")
INTEGER = re.compile(r"\bvp(?:add|mul|xor|ternlog)\w*\s.*%zmm")
CLONE = re.compile(r"(?P<name>\w+)(?P<types><.*>)?\(.*\[clone .*(?:v4|avx512)\]|(?P<plain>\w+_avx512)\(")
MOVES_ONLY = {"gather_clones"}  # no arithmetic: it moves particles to their ancestors


def short(demangled):
    """The name with its template arguments, without namespaces; None if it is no AVX-512 clone."""
    name = re.sub(r"\(anonymous namespace\)::|\w+::", "", demangled)
    match = CLONE.search(name)
    return match and (match["plain"] or match["name"] + (match["types"] or ""))


def count(library):
    text = subprocess.run(["objdump", "-dC", "--no-show-raw-insn", str(library)], check=True,
                          capture_output=True, text=True).stdout
    counts = {}
    current = None
    for line in text.splitlines():
        if head := HEAD.match(line):
            current = short(head["name"])
            if current:
                counts.setdefault(current, [0, 0])
        elif current and (match := ARITHMETIC.search(line)):
            if "%zmm" in line:
                counts[current][0] += 1
            elif match["kind"].startswith("s"):
                counts[current][1] += 1
        elif current and INTEGER.search(line):
            counts[current][0] += 1
    return counts


def main():
    library = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else LIBRARY
    counts = count(library)
    if not counts:
        print(f"{library}: no AVX-512 clones (another processor, a sanitizer, or another compiler)")
        return 1
    print(f"{'512-bit':>8} {'scalar':>7}  function")
    faults = 0
    for name, (wide, scalar) in sorted(counts.items()):
        bad = wide == 0 and name.split("<")[0] not in MOVES_ONLY
        faults += bad
        print(f"{wide:8d} {scalar:7d}  {name}{'  <- not vectorised' if bad else ''}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
