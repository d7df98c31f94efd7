{%- set steps = var('markov_steps') | int(2) -%}
-- The mass that starts at -1 walks one transition a step; each step reads the one before once.
with walk_0 {{ as_step() }} (
    select distinct
        goal_id,
        report_month,
        removed_no,
        -1 as state_no,
        1.0e0 as mass
    from {{ ref('int_path_removals') }}
),
{% for n in range(1, steps + 1) %}
walk_{{ n }} {{ as_step() }} (
    select
        before.goal_id,
        before.report_month,
        before.removed_no,
        paths.to_no as state_no,
        cast(sum({{ exact('before.mass * paths.probability') }}) as double) as mass
    from walk_{{ n - 1 }} as before
    inner join {{ ref('int_path_removals') }} as paths
        on
            before.goal_id = paths.goal_id
            and before.report_month = paths.report_month
            and before.removed_no = paths.removed_no
            and before.state_no = paths.from_no
    group by before.goal_id, before.report_month, before.removed_no, paths.to_no
),
{% endfor %}
arrived as (
    select
        goal_id,
        report_month,
        removed_no,
        sum(case when state_no = -2 then mass else 0 end) as converted_share,
        cast(sum(case when state_no >= -1 then {{ exact('mass') }} else 0 end) as double) as residual
    from walk_{{ steps }}
    group by goal_id, report_month, removed_no
),

channels as (
    {{ numbered_channels() }}
)

select
    without_it.goal_id,
    without_it.report_month,
    coalesce(channels.channel_id, 'unknown') as channel_id,
    without_it.removed_no as channel_no,
    with_all.converted_share,
    without_it.converted_share as converted_share_without,
    case
        when with_all.converted_share > 0
            then greatest(0.0e0, 1 - {{ ratio('without_it.converted_share', 'with_all.converted_share') }})
    end as removal_effect,
    greatest(with_all.residual, without_it.residual) as residual
from arrived as without_it
inner join arrived as with_all
    on
        without_it.goal_id = with_all.goal_id
        and without_it.report_month = with_all.report_month
        and with_all.removed_no = -9
left join channels on without_it.removed_no = channels.channel_no
where without_it.removed_no <> -9
