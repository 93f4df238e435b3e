"""One job of one peer, in a process of its own: python peers.py PEER JOB INPUT OUTPUT THREADS

Jobs: `csv` writes the input's columns and then class, tpp, performance_density; `counts` and `parquet` read CSV and
Parquet and write class,rows. Prints the seconds it took, without the start of Python and the import of the library.
All peers calculate in double precision, as people do, except duckdb-decimal, which is exact.
"""

import csv
import sys
import time

AREA = "die_area_mm2"
BITS = {"fp64_tflops": 64, "fp32_tflops": 32, "fp16_dense_tflops": 16, "bf16_dense_tflops": 16,
        "fp8_dense_tflops": 8, "int8_dense_tops": 8}
NUMBERS = [*BITS, AREA]


def density_below(limit):
    return f"tpp / area < {limit}"


def answers(source, number, below=density_below):
    """SQL for the rows of `source` with class, tpp and performance_density; number(column) is a column's number."""
    tpp = ", ".join(f"{number(column)} * {bits}" for column, bits in BITS.items())
    return f"""select *, case
          when tpp is null then 'depends'
          when tpp >= 4800 then 'a'
          when tpp < 1600 or datacenter = 'no' or planar = 'yes' then 'none'
          when area is null then 'depends'
          when {below('1.6')} or (tpp < 2400 and {below('3.2')}) then 'none'
          when datacenter is null or datacenter = '' then 'depends'
          when {below('5.92')} then 'b'
          else 'a'
        end as class, case when planar = 'no' then tpp / area end as performance_density
        from (select *, greatest({tpp}) as tpp, {number(AREA)} as area from {source}) as rated"""


def wanted(job, columns, query):
    """SQL for what a job writes, of the rows of `query`."""
    if job == "csv":
        return f"select {', '.join(columns)}, class, tpp, performance_density from ({query}) as answered"
    return f'select class, count(*) as "rows" from ({query}) as answered group by class'


def duckdb_csv(source, columns, text):
    kinds = ", ".join(f"'{c}': '{'double' if c in NUMBERS and not text else 'varchar'}'" for c in columns)
    return f"read_csv('{source}', header = true, delim = ',', quote = '\"', columns = {{{kinds}}})"


def duckdb_decimal(rows):
    return answers(rows, lambda c: f"cast({c} as decimal(9, 3))", lambda limit: f"tpp < {limit} * area")


def run_duckdb(job, columns, source, target, threads, decimal=False):
    import duckdb

    start = time.perf_counter()
    database = duckdb.connect()
    database.execute(f"set threads = {threads}")
    # Text is kept as it is and cast only to calculate: faster here than reading numbers and printing them again.
    # To count, typed columns are faster.
    text = job == "csv" or decimal
    rows = f"read_parquet('{source}')" if job == "parquet" else duckdb_csv(source, columns, text)
    if decimal:
        query = duckdb_decimal(rows)
    else:
        query = answers(rows, (lambda c: f"cast({c} as double)") if text else str)
    database.execute(f"copy ({wanted(job, columns, query)}) to '{target}' (format csv, header)")
    return start


def run_duckdb_decimal(*arguments):
    return run_duckdb(*arguments, decimal=True)


def run_polars(job, columns, source, target, threads):
    import polars as pl

    start = time.perf_counter()
    text = job == "csv"
    if job == "parquet":
        rows = pl.scan_parquet(source)
    else:
        kinds = {c: pl.Float64 if c in NUMBERS and not text else pl.String for c in columns}
        rows = pl.scan_csv(source, schema=kinds)

    def number(column):
        return pl.col(column).cast(pl.Float64) if text else pl.col(column)

    tpp, area, density = pl.col("tpp"), number(AREA), pl.col("performance_density")
    rows = rows.with_columns(tpp=pl.max_horizontal(number(c) * bits for c, bits in BITS.items()))
    rows = rows.with_columns(performance_density=pl.when(pl.col("planar") == "no").then(tpp / area))
    spared = (pl.col("datacenter") == "no").fill_null(False) | (pl.col("planar") == "yes")
    rows = rows.with_columns(**{"class":
        pl.when(tpp.is_null()).then(pl.lit("depends"))
        .when(tpp >= 4800).then(pl.lit("a"))
        .when((tpp < 1600) | spared).then(pl.lit("none"))
        .when(area.is_null()).then(pl.lit("depends"))
        .when((density < 1.6) | ((tpp < 2400) & (density < 3.2))).then(pl.lit("none"))
        .when(pl.col("datacenter").is_null()).then(pl.lit("depends"))
        .when(density < 5.92).then(pl.lit("b"))
        .otherwise(pl.lit("a"))})
    if job == "csv":
        rows.select(*columns, "class", "tpp", "performance_density").sink_csv(target)
    else:
        rows.group_by("class").agg(rows=pl.len()).collect(engine="streaming").write_csv(target)
    return start


def run_datafusion(job, columns, source, target, threads):
    import datafusion
    import pyarrow

    start = time.perf_counter()
    context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(threads))
    text = job == "csv"
    if job == "parquet":
        context.register_parquet("spec", source)
    else:
        kinds = [(c, pyarrow.float64() if c in NUMBERS and not text else pyarrow.string()) for c in columns]
        context.register_csv("spec", source, schema=pyarrow.schema(kinds))
    query = answers("spec", (lambda c: f"cast(nullif({c}, '') as double)") if text else str)
    copy = f"copy ({wanted(job, columns, query)}) to '{target}' stored as csv"
    context.sql(f"{copy} options ('format.has_header' 'true')").collect()
    return start


def run_chdb(job, columns, source, target, threads):
    import chdb

    start = time.perf_counter()
    if job == "parquet":
        rows = f"file('{source}')"
    else:
        kinds = ", ".join(f"{c} Nullable({'Float64' if c in NUMBERS else 'String'})" for c in columns)
        rows = f"file('{source}', 'CSVWithNames', '{kinds}')"
    query = wanted(job, columns, answers(rows, str))
    chdb.query(f"{query} into outfile '{target}' format CSVWithNames settings max_threads = {threads}")
    return start


def run_pandas(job, columns, source, target, threads):
    import numpy
    import pandas

    start = time.perf_counter()
    if job == "parquet":
        rows = pandas.read_parquet(source)
    else:
        kinds = {c: "float64" if c in NUMBERS else "str" for c in columns}
        rows = pandas.read_csv(source, dtype=kinds, engine="pyarrow")
    tpp = (rows[list(BITS)] * list(BITS.values())).max(axis=1)
    area = rows[AREA]
    density = tpp / area
    unknown = rows["datacenter"].isna() | (rows["datacenter"] == "")
    spared = (rows["datacenter"] == "no") | (rows["planar"] == "yes")
    rows["class"] = numpy.select(
        [tpp.isna(), tpp >= 4800, (tpp < 1600) | spared, area.isna(),
         (density < 1.6) | ((tpp < 2400) & (density < 3.2)), unknown, density < 5.92],
        ["depends", "a", "none", "depends", "none", "depends", "b"], "a")
    if job == "csv":
        rows["tpp"] = tpp
        rows["performance_density"] = density.where(rows["planar"] == "no")
        rows.to_csv(target, index=False)
    else:
        rows.groupby("class").size().rename("rows").to_csv(target)
    return start


def run_helper(job, columns, source, target, threads):
    """Work around the comparison that is not timed, done by DuckDB."""
    import duckdb

    start = time.perf_counter()
    job, _, column = job.partition(":")
    if job == "write-parquet":
        query = f"from {duckdb_csv(source, columns, text=False)}"
        duckdb.execute(f"copy ({query}) to '{target}' (format parquet)")
    elif job == "count-column":
        rows = duckdb_csv(source, columns, text=True)
        query = f'select {column}, count(*) as "rows" from {rows} group by {column}'
        duckdb.execute(f"copy ({query}) to '{target}' (format csv, header)")
    elif job == "count-on-threshold":
        # Only on these rows can a tool that calculates in double precision and one that is exact differ.
        exactly = "tpp >= 1600 and tpp < 4800 and tpp in (1.6 * area, 3.2 * area, 5.92 * area)"
        rows = duckdb_decimal(duckdb_csv(source, columns, text=True))
        query = f'select count(*) as "rows" from ({rows}) where {exactly}'
        duckdb.execute(f"copy ({query}) to '{target}' (format csv, header)")
    return start


PEERS = {"helper": run_helper, "duckdb": run_duckdb, "duckdb-decimal": run_duckdb_decimal, "polars": run_polars,
         "datafusion": run_datafusion, "chdb": run_chdb, "pandas": run_pandas}


def main():
    peer, job, source, target, threads = sys.argv[1:]
    columns = []
    if not source.endswith(".parquet"):
        with open(source, newline="") as file:
            columns = next(csv.reader(file))
    start = PEERS[peer](job, columns, source, target, int(threads))
    print(f"{time.perf_counter() - start:.6f}")


if __name__ == "__main__":
    main()
