#!/usr/bin/env python3
"""`eccn batch` beside other tools on the same rows: time, CPU, memory, agreement. See README.md."""

import argparse
import csv
import ctypes
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Callable

from peers import AREA, BITS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = ROOT / "target" / "peers-venv"
PYTHON = VENV / "bin" / "python"
PACKAGES = {"duckdb": ["duckdb"], "duckdb-decimal": ["duckdb"], "polars": ["polars"],
            "datafusion": ["datafusion", "pyarrow"], "chdb": ["chdb"], "pandas": ["pandas", "pyarrow"]}
COMMANDS = ["mawk", "xan"]
CLASSES = ["a", "b", "depends", "none"]
WORK = {"csv": "CSV → CSV, three columns", "all": "CSV → CSV, all columns of `eccn`", "counts": "CSV → counts",
        "parquet": "Parquet → counts", "cp": "CSV → CSV, three columns", "boundary": "rows at thresholds"}
PR_SET_CHILD_SUBREAPER = 36


class Failed(Exception):
    """A tool did not do its job: its name and why."""


@dataclass
class Run:
    """One run of a tool. `seconds` is `wall` without the start of Python and the import of the library."""
    wall: float
    seconds: float
    cpu: float
    peak_mb: float


@dataclass
class Tool:
    name: str
    # (job, source, target) → arguments, or None for a job it does not have.
    command: Callable
    # Jobs whose result is printed.
    prints: tuple = ()
    # Prints its own seconds.
    times_itself: bool = False

    def run(self, job, source, target):
        arguments = self.command(job, source, target)
        if arguments is None:
            raise Failed(self.name, "has no such job")
        log, said = target.with_suffix(".log"), target.with_suffix(".err")
        for old in (target, log):
            old.unlink(missing_ok=True)
        code, run = measured(arguments, target if job in self.prints else log, said)
        if code != 0:
            last = said.read_text(errors="replace").strip().splitlines()[-1:] or ["nothing said"]
            raise Failed(self.name, f"ended with {code}: {last[0][:200]}")
        if self.times_itself:
            run.seconds = float(log.read_text().split()[-1])
        return run


def measured(arguments, stdout, stderr):
    """Run a command: its exit code and what it took.

    The kernel counts as a child's peak memory also what it had before exec, which is this interpreter's. So a shell
    starts the command in the background and ends, and the command comes to us, its subreaper, with only the shell's.
    """
    script = 'out=$1 err=$2; shift 2; "$@" >"$out" 2>"$err" & echo $!'
    start = time.perf_counter()
    shell = ["/bin/sh", "-c", script, "sh", stdout, stderr, *arguments]
    process = int(subprocess.run(shell, stdout=subprocess.PIPE, check=True).stdout)
    try:
        _, status, usage = os.wait4(process, 0)
    except BaseException:
        os.kill(process, signal.SIGKILL)
        raise
    wall = time.perf_counter() - start
    return os.waitstatus_to_exitcode(status), Run(wall, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def eccn(binary, as_of):
    def command(job, source, target):
        batch = [binary, "batch", source, "--as-of", as_of]
        if job in ("counts", "parquet"):
            return [*batch, "--counts"]
        return [*batch, "-o", target, *(["--add", "eccn,tpp,performance_density"] if job == "csv" else [])]

    return Tool("eccn", command, prints=("counts", "parquet"))


def peer(name, threads):
    def library(job, source, target):
        return [PYTHON, HERE / "peers.py", name, job, source, target, str(threads)]

    def mawk(job, source, target):
        return ["mawk", "-v", f"job={job}", "-f", HERE / "mawk.awk", source] if job in ("csv", "counts") else None

    def xan(job, source, target):
        if job == "csv":
            return ["xan", "map", "-t", str(threads), "-f", HERE / "xan.txt", source, "-o", target]
        count = 'xan parallel freq -t "$1" -s class -P "map -f \'$2\'" "$3"'
        script = f"{count} | xan select value,count | xan rename class,rows"
        return ["sh", "-c", script, "sh", str(threads), HERE / "xan.txt", source] if job == "counts" else None

    if name == "mawk":
        return Tool(name, mawk, prints=("csv", "counts"))
    if name == "xan":
        return Tool(name, xan, prints=("counts",))
    return Tool(name, library, times_itself=True)


def helper(job, source, target):
    """Work that is not timed."""
    command = [PYTHON, HERE / "peers.py", "helper", job, source, target, "0"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return target


def result(tool, job, folder):
    return folder / f"{tool.name}-{job}.csv"


def pairs(one, other, source, folder, runs):
    """Runs of two (tool, job), alternating, after one of each that is not counted."""
    found = []
    for number in range(runs + 1):
        pair = {}
        for tool, job in (one, other) if number % 2 else (other, one):
            pair[tool.name] = tool.run(job, source, result(tool, job, folder))
        found.append((pair[one[0].name], pair[other[0].name]))
    return found[1:]


def table_row(*cells):
    print(f"| {' | '.join(cells)} |", flush=True)


def table_head(text, numbers):
    table_row(*text, *numbers)
    print("|" + "---|" * len(text) + "---:|" * len(numbers), flush=True)


def timing_row(work, against, found):
    def medians(what, form):
        return [format(statistics.median(getattr(run, what) for run in runs), form) for runs in zip(*found)]

    (ours, with_start), (_, theirs) = medians("wall", ".3f"), medians("seconds", ".3f")
    ratios = [other.seconds / one.wall for one, other in found]
    ratio = f"**{statistics.median(ratios):.2f}** ({min(ratios):.2f}–{max(ratios):.2f})"
    table_row(work, against, ours, theirs, ratio, with_start, *medians("cpu", ".2f"), *medians("peak_mb", ".0f"))


def timings(given, ours, others, folder):
    """The table of times. Gives the counts of classes by job and tool, and why lines are missing."""
    table_head(["work", "against"], ["eccn s", "peer s", "peer / eccn (range)", "peer s with its start", "eccn CPU s",
                                     "peer CPU s", "eccn peak MB", "peer peak MB"])
    copy = Tool("cp", lambda job, source, target: ["cp", source, target])
    counts, missing = {}, []
    for work in given.work:
        if work == "boundary":
            continue
        source = folder / ("rows.parquet" if work == "parquet" else "rows.csv")
        our_job, their_job = {"all": ("all", "csv"), "cp": ("csv", "copy")}.get(work, (work, work))
        for other in [copy] if work == "cp" else others:
            sides = (ours, our_job), (other, their_job)
            try:
                timing_row(WORK[work], other.name, pairs(*sides, source, folder, given.runs))
            except Failed as why:
                missing.append((f"{WORK[work]}, {other.name}", *why.args))
                continue
            for tool, job in sides:
                if tool is not copy and (job, tool.name) not in counts:
                    counts[job, tool.name] = class_counts(tool, job, folder)
                result(tool, job, folder).unlink()
    return counts, missing


def class_of(tool, row):
    """The class in a row that a tool wrote: a, b, none or depends."""
    if tool.name != "eccn":
        return row["class"]
    # A governing paragraph, or alternatives joined by |.
    paragraphs = row["eccn"].split("|")
    if paragraphs == [""]:
        return "(empty)"
    classes = {{"3A090.a": "a", "3A090.b": "b"}.get(name[:7], "none") for name in paragraphs}
    return classes.pop() if len(classes) == 1 else "depends"


def class_counts(tool, job, folder):
    """Rows of each class in what a tool wrote."""
    path = result(tool, job, folder)
    if job in ("csv", "all"):
        path = helper(f"count-column:{'eccn' if tool.name == 'eccn' else 'class'}", path, folder / "counted.csv")
    counts = Counter()
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            counts[class_of(tool, row)] += int(row["rows"])
    return counts


def agreement(counts, on_threshold):
    """The table of classes. Whether no more rows differ than lie exactly on a threshold."""
    names = [*CLASSES, *sorted({name for found in counts.values() for name in found} - {*CLASSES})]
    alike = {}
    for (job, tool), found in counts.items():
        alike.setdefault(tuple(found[name] for name in names), {}).setdefault(job, []).append(tool)
    print("\nRows of each class:\n")
    table_head(["who"], [*names, "all"])
    for found, who in alike.items():
        told = "; ".join(f"{job}: {', '.join(tools)}" for job, tools in who.items())
        table_row(told, *(f"{rows:,}" for rows in (*found, sum(found))))
    first, *rest = alike
    moved = max((sum(abs(a - b) for a, b in zip(first, found)) for found in rest), default=0) // 2
    print(f"\nRows exactly on a threshold of density, where double precision can be wrong: {on_threshold:,}. "
          f"Rows that differ from the first line: at most {moved:,}.")
    return moved <= on_threshold and all(sum(found) == sum(first) for found in rest)


def right_answer(tpp, density):
    if tpp >= 4800 or tpp >= 1600 and density >= Fraction("5.92"):
        return "a"
    if tpp >= 2400 and density >= Fraction("1.6") or tpp >= 1600 and density >= Fraction("3.2"):
        return "b"
    return "none"


def read_boundary(path):
    """The right class of each part, and the parts exactly on a threshold of density. Checks the generator's answers."""
    right, on_density = {}, set()
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            tpp = max(Fraction(row[column]) * bits for column, bits in BITS.items() if row[column])
            density = tpp / Fraction(row[AREA])
            right[row["part"]] = right_answer(tpp, density)
            if row["expected"] != right[row["part"]]:
                sys.exit(f"the generator is wrong: {row}")
            if density in (Fraction("1.6"), Fraction("3.2"), Fraction("5.92")):
                on_density.add(row["part"])
    return right, on_density


def boundary(tools, source, folder):
    """The table of what each tool gets wrong at thresholds. Whether `eccn`, the first, gets nothing wrong."""
    right, on_density = read_boundary(source)
    lines = source.read_text().splitlines()
    print(f"\n{len(right):,} rows at thresholds, {len(on_density):,} of them exactly on one of density:\n")
    table_head(["who", "which (right → given)", "keeps text and order"], ["wrong", "exactly on density"])
    nothing_wrong, missing = False, []
    for tool in tools:
        target = result(tool, "csv", folder)
        try:
            tool.run("csv", source, target)
        except Failed as why:
            missing.append((WORK["boundary"], *why.args))
            continue
        with open(target, newline="") as file:
            given = {row["part"]: class_of(tool, row) for row in csv.DictReader(file)}
        wrong = {part: f"{answer} → {given.get(part, 'no row')}" for part, answer in right.items()
                 if given.get(part) != answer}
        which = ", ".join(f"{move}: {rows:,}" for move, rows in Counter(wrong.values()).most_common())
        kept = [line.rsplit(",", 3)[0] for line in target.read_text().splitlines()]
        keeps = "both" if kept == lines else "text" if sorted(kept) == sorted(lines) else "neither"
        table_row(tool.name, which or "–", keeps, f"{len(wrong):,}", f"{len(on_density & wrong.keys()):,}")
        if tool is tools[0]:
            nothing_wrong = not wrong
    return nothing_wrong, missing


def install(peers):
    """The peers in a virtual environment of their own. Gives those there are, with versions, and what is missing."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    pip = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", *PACKAGES["duckdb"]], check=True)  # the helper of every comparison
    there, missing, packages = [], [], {*PACKAGES["duckdb"]}
    for name in peers:
        if name in COMMANDS:
            found = shutil.which(name)
        else:
            found = subprocess.run([*pip, "install", *PACKAGES[name]]).returncode == 0
            packages.update(PACKAGES[name])
        there += [name] if found else []
        missing += [] if found else [("all", name, "is not there")]
    installed = subprocess.run([*pip, "freeze"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    return there, [name.replace("==", " ") for name in installed if name.split("==")[0] in packages], missing


def generate(generator, kind, rows, seed, path):
    with open(path, "wb") as file:
        subprocess.run([generator, kind, "--rows", str(rows), "--seed", str(seed)], stdout=file, check=True)
    return path


def processor():
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return names[0].split(":")[1].strip() if names else "processor unknown"


def arguments():
    memory = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eccn", type=Path, default=ROOT / "target/release/eccn", help="the binary to measure")
    parser.add_argument("--generator", type=Path, default=ROOT / "target/release/examples/generate_rows")
    parser.add_argument("--peers", default="duckdb,polars,datafusion",
                        help=f"of {', '.join([*PACKAGES, *COMMANDS])} (default: %(default)s)")
    parser.add_argument("--work", default=",".join(WORK), help="what to compare (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--boundary-rows", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=7, help="pairs of runs for each line (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--as-of", default="2026-07-23")
    parser.add_argument("--dir", type=Path, default=memory / "eccn-peers",
                        help="where the rows go, in memory if possible (default: %(default)s)")
    given = parser.parse_args()
    given.peers, given.work = given.peers.split(","), given.work.split(",")
    for name in {*given.peers} - {*PACKAGES, *COMMANDS}:
        parser.error(f"no such peer: {name}")
    for name in {*given.work} - {*WORK}:
        parser.error(f"no such work: {name}")
    for path in (given.eccn, given.generator):
        if not path.exists():
            parser.error(f"no {path}; cargo build --release --bin eccn --example generate_rows")
    return given


def compare(given, folder):
    there, versions, missing = install(given.peers)
    ours = eccn(given.eccn.resolve(), given.as_of)
    others = [peer(name, given.threads) for name in there]

    # Every tool on the same processors, whatever it thinks of threads.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.threads])
    os.environ.update(POLARS_MAX_THREADS=str(given.threads), TOKIO_WORKER_THREADS=str(given.threads))
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        sys.exit("this system has no subreapers")

    good = True
    if given.work != ["boundary"]:
        rows = generate(given.generator, "rows", given.rows, given.seed, folder / "rows.csv")
        if "parquet" in given.work:
            helper("write-parquet", rows, folder / "rows.parquet")
        megabytes = rows.stat().st_size / 1e6
        print(f"{processor()}, {given.threads} threads. {', '.join(versions)}. "
              f"{given.rows:,} rows, {megabytes:.1f} MB. Medians of {given.runs} pairs of runs. "
              f"{time.strftime('%Y-%m-%d')}, load before {os.getloadavg()[0]:.1f}.\n")
        counts, failed = timings(given, ours, others, folder)
        missing += failed
        if counts:
            on_threshold = helper("count-on-threshold", rows, folder / "counted.csv").read_text().split()[1]
            good &= agreement(counts, int(on_threshold))
    if "boundary" in given.work:
        rows = generate(given.generator, "boundary", given.boundary_rows, given.seed, folder / "boundary.csv")
        right, failed = boundary([ours, *others], rows, folder)
        missing += failed
        good &= right
    for work, name, why in missing:
        print(f"\nNot compared: {work}: {name} {why}")
    return good and all(name != "eccn" for _, name, _ in missing)


def main():
    given = arguments()
    given.dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=given.dir) as folder:
        good = compare(given, Path(folder))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
