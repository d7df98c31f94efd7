-- The credits of eight models by SQL that knows its data: floats, DuckDB's own words, no keys checked.
create table won as
select c.conversion_key, t.touch_key, t.channel_no as no, t.is_direct, c.value,
    epoch_us(c.converted_at) - epoch_us(t.touched_at) as age,
    row_number() over w as touch_no, count(*) over (partition by c.conversion_key) as touches
from warehouse.intermediate.int_conversions c
join warehouse.intermediate.int_touches t on t.person_key = c.person_key
    and t.touched_at > c.converted_at - interval 30 day and t.touched_at <= c.converted_at
window w as (partition by c.conversion_key order by t.touched_at, t.touch_key);

create table lost as
with rest as (
    select t.person_key, t.touched_at, t.touch_key, t.channel_no as no,
        lag(t.touched_at) over (partition by t.person_key order by t.touched_at, t.touch_key) as before
    from warehouse.intermediate.int_touches t
    anti join won on won.touch_key = t.touch_key
), spells as (
    select *, count(*) filter (before is null or touched_at > before + interval 30 day)
        over (partition by person_key order by touched_at, touch_key) as spell from rest
)
select person_key, spell, no, touched_at, touch_key, row_number() over w as touch_no,
    count(*) over p as touches, max(touched_at) over p + interval 30 day as ended
from spells
window w as (partition by person_key, spell order by touched_at, touch_key),
    p as (partition by person_key, spell);

create table edges as
with steps as (
    select date_trunc('month', c.conversion_date) as month, no, touch_no = touches as is_last, -2 as outcome,
        lag(no, 1, -1) over (partition by conversion_key order by touch_no) as before
    from won join warehouse.intermediate.int_conversions c using (conversion_key)
    union all
    select date_trunc('month', (ended at time zone 'UTC' at time zone 'Asia/Shanghai')::date), no,
        touch_no = touches, -3,
        lag(no, 1, -1) over (partition by person_key, spell order by touch_no)
    from lost where (ended at time zone 'UTC' at time zone 'Asia/Shanghai')::date <= date '2026-12-31'
), hops as (
    select month, before as f, no as t, count(*) as n from steps where before <> no group by all
    union all
    select month, no, outcome, count(*) from steps where is_last group by all
)
select month, f, t, n / sum(n) over (partition by month, f) as p from hops;

create table paths as
select e.month, r.no as removed, f, case when t = r.no then -3 else t end as t, sum(p) as p
from edges e cross join (select distinct channel_no as no from warehouse.intermediate.int_touches union all select -9) r
where f <> r.no group by all;

create table walk as
select distinct month, removed, -1 as state, 1.0::double as mass from paths;

-- one step, taken 96 times
create or replace table walk as
select w.month, w.removed, p.t as state, sum(w.mass * p.p) as mass
from walk w join paths p on p.month = w.month and p.removed = w.removed and p.f = w.state
group by all
union all
select month, removed, state, mass from walk where state < -1;

create table credits as
with effect as (
    select a.month, a.removed as no, 1 - coalesce(a.mass, 0) / b.mass as effect
    from (select month, removed, sum(mass) filter (state = -2) as mass from walk group by all) a
    join (select month, sum(mass) as mass from walk where removed = -9 and state = -2 group by all) b
        using (month)
), weighed as (
    select conversion_key, touch_key, touch_no, touches, value, effect,
        2 ** (-age / 3.6e9 / 168) as decay,
        max(touch_no) filter (not is_direct) over c as named,
        1 / count(*) over (partition by conversion_key, no) as alone
    from won join warehouse.intermediate.int_conversions using (conversion_key, value)
    join effect using (no) where effect.month = date_trunc('month', conversion_date)
    window c as (partition by conversion_key)
), wide as (
    select conversion_key, touch_key, value,
        (touch_no = 1)::double as first, (touch_no = touches)::double as last,
        (touch_no = coalesce(named, touches))::double as last_non_direct,
        1 / touches as linear,
        case when touches <= 2 then 1 / touches when touch_no in (1, touches) then 0.4
            else 0.2 / (touches - 2) end as position,
        decay / sum(decay) over c as time_decay, effect / sum(effect) over c as markov_path,
        alone / sum(alone) over c as shapley
    from weighed window c as (partition by conversion_key)
), long as (
    unpivot wide on first, last, last_non_direct, linear, position, time_decay, markov_path, shapley
    into name attribution_model value credit
)
select conversion_key, touch_key, attribution_model, credit, (credit * value)::decimal(18, 6) as value
from long;
