"""Type-checks the package with Darwin's headers and the stand-ins of this folder. .ci/darwin calls it."""

import concurrent.futures
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

headers, scratch = sys.argv[1:]
stubs = pathlib.Path(".ci/darwin-stubs")
errors = []

CLANG = [
    "-nostdlibinc", "-idirafter", f"{headers}/include", "-fblocks",
    "-D__APPLE__=1", "-D__MACH__=1", "-D__APPLE_CC__=6000",
    "-U__linux__", "-U__linux", "-Ulinux", "-U__gnu_linux__",
    "-D__ENVIRONMENT_MAC_OS_X_VERSION_MIN_REQUIRED__=150000",
    "-D__ENVIRONMENT_OS_VERSION_MIN_REQUIRED__=150000",
]
if platform.machine() in ("aarch64", "arm64"):
    CLANG.append("-D__arm64__=1")
SWIFT = [
    "swiftc", "-swift-version", "6", "-enable-testing",
    "-module-cache-path", f"{scratch}/cache",
    "-I", scratch, "-I", str(stubs / "modules"),
] + [word for flag in CLANG for word in ("-Xcc", flag)]
# Foundation on macOS passes Darwin on to whoever imports it.
WITH_DARWIN = ["-Xfrontend", "-import-module", "-Xfrontend", "Darwin"]
OF_PACKAGE = ["-package-name", "socketlabs", *WITH_DARWIN]


def swiftc(name, place, files, *flags):
    """Runs the compiler and returns what it found: a warning counts as an error, and so does a crash."""
    command = SWIFT + ["-module-name", name, *flags, *map(str, files)]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = run.stdout.splitlines()
    found = [
        line.replace(": warning: ", ": error: ", 1)
        for line in lines if re.match(r"\S.*:\d+:\d+: (error|warning): ", line)]
    if run.returncode != 0 and not found:
        said = [line for line in lines if "error:" in line] or lines[-1:] or ["it printed nothing"]
        found = [f"{place}:1:1: error: swiftc failed, status {run.returncode}: {said[0].strip()}"]
    return found


def interface(name, place, files, *flags):
    """Makes a module that others can import. What is inside its functions is checked later."""
    output = ["-emit-module", "-emit-module-path", f"{scratch}/{name}.swiftmodule"]
    bodies = ["-Xfrontend", "-experimental-skip-non-inlinable-function-bodies-without-types"]
    return swiftc(name, place, files, "-wmo", "-parse-as-library", *output, *bodies, *flags)


def swift_files(top):
    for place, folders, names in os.walk(top):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        yield from (pathlib.Path(place, name) for name in sorted(names) if name.endswith(".swift"))


def conditions(file):
    """Finds questions that have another answer here than on macOS."""
    chains = []
    for number, line in enumerate(file.read_text().splitlines(), 1):
        match = re.match(r"\s*#(if|elseif|endif)\b(.*)", line)
        if not match:
            continue
        word, condition = match.groups()
        if word == "endif":
            chains.pop()
            continue
        if word == "if":
            chains.append(False)
        chains[-1] |= "canImport(Darwin)" in condition
        place = f"{file}:{number}:{line.index('#') + 1}: error:"
        if re.search(r"canImport\((Glibc|Musl|Bionic|Android)\)", condition) and not any(chains):
            yield f"{place} ask for canImport(Darwin) first"
        if re.search(r"\bos\(", condition):
            yield f"{place} use canImport instead of os(...), which .ci/darwin cannot check"


def finish():
    for error in sorted(set(errors)):
        print(error)
    print(f"darwin: {len(set(errors))} errors")
    sys.exit(1 if errors else 0)


everything = list(swift_files("."))
for file in everything:
    errors += conditions(file)

# The manifest itself is the list of what to check.
environment = {name: value for name, value in os.environ.items() if name != "LAB"}
dump = subprocess.run(
    ["swift", "package", "--scratch-path", f"{scratch}/package", "dump-package"],
    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
if dump.returncode != 0:
    errors.append(f"Package.swift:1:1: error: {dump.stderr.strip().splitlines()[-1]}")
    finish()
targets = {target["name"]: target for target in json.loads(dump.stdout)["targets"]}
for target in targets.values():
    top = pathlib.Path(target["path"])
    left_out = [top / path for path in target["exclude"]]
    target["files"] = [
        file for file in everything
        if file.is_relative_to(top) and not any(file.is_relative_to(path) for path in left_out)]

# What others import, in such an order that each finds what it imports itself.
steps = [
    (name, stubs, [stubs / f"{name}.swift"], *([] if name == "Darwin" else WITH_DARWIN))
    for name in ("Darwin", "Synchronization", "XCTest")]
modules = {name: target for name, target in targets.items() if target["type"] == "regular"}
while modules:
    name, target = next(
        (name, target) for name, target in modules.items()
        if not modules.keys() & {
            word[0] for kind in target["dependencies"] for word in kind.values()})
    steps.append((name, target["path"], target["files"], *OF_PACKAGE))
    del modules[name]
for step in steps:
    found = interface(*step)
    errors += found
    # All that imports it would fail as well.
    if found:
        finish()

jobs = [
    (target["name"], target["path"], target["files"])
    for target in targets.values() if target["files"]]
# The others are programs of one file each, which tests compile. SwiftPM has compiled the manifest.
checked = {pathlib.Path("Package.swift")}.union(*(files for _, _, files in jobs))
jobs += [("loose", file, [file]) for file in everything if file not in checked]
jobs.sort(key=lambda job: -len(job[2]))


def check(job):
    name, place, files = job
    is_program = name == "loose" or any(file.name == "main.swift" for file in files)
    kind = [] if is_program else ["-parse-as-library"]
    return swiftc(name, place, files, "-emit-sil", "-o", os.devnull, "-wmo", *kind, *OF_PACKAGE)


with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    for found in pool.map(check, jobs):
        errors += found
finish()
