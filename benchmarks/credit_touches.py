"""Ten million touches credited by eight models: the project's SQL against SQL written for it.

`python -m benchmarks.credit_touches [--touches N]` prints CPU and peak memory of both, their ratio
and the largest difference between their credits. Budget (docs/benchmarks.md): at most 1.3 × the
CPU of the straight SQL, at most 2 GiB, no difference above 1e-9.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

MOST_CPU, MOST_MIB, MOST_DIFFERENCE = 1.3, 2048, 1e-9
TOUCHES_A_PERSON = 5
COMPANY = """
    create schema seeds; create schema intermediate;
    create table seeds.channels as from read_csv('{seeds}/channels.csv');
    create table seeds.attribution_models as from read_csv('{seeds}/attribution_models.csv');
    create table seeds.attribution_settings as
        from read_csv('{seeds}/attribution_settings.csv') where goal_id = 'order';
    create table intermediate.int_closed_months as
        select month::date as report_month, last_day(month::date) as closed_until
        from range(timestamp '2026-09-01', timestamp '2027-01-01', interval 1 month) as m (month);
    create table channel as select row_number() over (order by channel_id) - 1 as no, channel_id,
        is_direct
        from seeds.channels where channel_id <> 'unassigned';
    create table intermediate.int_touches as
        select md5(n::varchar) as touch_key, md5('p' || n // {a_person}) as person_key,
            touched_at, channel.channel_id,
            (touched_at at time zone 'UTC' at time zone 'Asia/Shanghai')::date as touch_date,
            channel.no as channel_no, channel.is_direct, 'none' as campaign_key,
            'none' as ad_key, 'none' as event_id, 'visit' as touch_kind, false as is_suspect,
            'clickstream' as source_name
        from (select n, timestamp '2026-09-01' + to_seconds(hash(n) % 5184000) as touched_at,
                (hash(n, 'c') % (select count(*)::ubigint from channel))::bigint as no
            from range({touches}) as touch (n))
        join channel using (no);
    create table intermediate.int_conversions as
        select md5('c' || n) as conversion_key, 'order' as goal_id, md5('p' || n * 3) as person_key,
            moment as converted_at, moment::date as conversion_date, 30 as window_days,
            value, value as value_native, null::timestamp as previous_at
        from (select n, timestamp '2026-09-20' + to_seconds(hash(n, 'o') % 3456000) as moment,
                (hash(n, 'v') % 100000 / 100)::decimal(18, 6) as value
            from range({touches} // {a_person} // 3) as person (n));
"""
DIFFERENCE = """
    attach '{ours}' as ours (read_only); attach '{straight}' as straight (read_only);
    select max(abs(a.credit - b.credit)), count(*), (select count(*) from straight.credits),
        count(b.credit)
    from ours.intermediate.credits as a
    left join straight.credits as b using (conversion_key, touch_key, attribution_model)
"""


def told_by(*arguments: str) -> str:
    """What one way, in a process of its own, prints."""
    command = [sys.executable, "-m", "benchmarks.credit_ways", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr or done.stdout}")
    return done.stdout


def measured(way: str, folder: str) -> dict[str, float]:
    """What one way used."""
    return json.loads(told_by(way, folder).splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--touches", type=int, default=10_000_000)
    touches = parser.parse_args().touches
    seeds = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        company = folder / "warehouse.duckdb"
        with duckdb.connect(str(company)) as db:
            db.execute("set memory_limit = '1GB'; set preserve_insertion_order = false")
            db.execute(COMPANY.format(seeds=seeds, touches=touches, a_person=TOUCHES_A_PERSON))
        told_by("compile", name)
        straight = measured("straight", name)
        ours = measured("ours", name)
        with duckdb.connect() as db:
            db.execute("set memory_limit = '2GB'")
            paths = {way: folder / f"{way}.duckdb" for way in ("ours", "straight")}
            found = db.execute(DIFFERENCE.format(**paths)).fetchall()[0]
    most, credits, straight_credits, shared = found
    if not credits == straight_credits == shared:
        raise SystemExit(f"not the same credits: {found}")
    told = {"touches": touches, "credits": credits, "straight": straight, "ours": ours}
    told["ratio"] = round(ours["cpu_seconds"] / straight["cpu_seconds"], 2)
    told["largest_difference"] = float(most)
    told["within_budget"] = (
        told["ratio"] <= MOST_CPU
        and ours["peak_mib"] <= MOST_MIB
        and told["largest_difference"] <= MOST_DIFFERENCE
    )
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
