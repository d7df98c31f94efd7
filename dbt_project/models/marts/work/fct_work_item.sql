{%- set oldest = 'partition by items.platform, items.item_id order by items.exported_date, items.file_slot' -%}
{%- set open = "'todo', 'doing', 'review', 'held'" -%}
{#- Working days to answer a request, to look back on a project, to report on an event. -#}
{%- set clocks = "when 'request' then 3 when 'project' then 7 when 'report' then 3" -%}
with readings as (
    select
        items.*,
        dense_rank() over (partition by items.platform order by items.exported_date desc) as export_no,
        {{ first_told('items.due_date', oldest) }} as first_due_date,
        row_number() over ({{ oldest | replace('exported_date', 'exported_date desc') }} desc) as reading_no
    from {{ ref('stg_work_items') }} as items
),

moved as (
    select
        platform,
        item_id,
        count(distinct due_date) as due_dates
    from readings
    group by platform, item_id
),

items as (
    select
        readings.*,
        coalesce(projects.project_id, case when readings.project_label is null then 'none' else 'unknown' end)
            as project_id,
        coalesce(events.event_id, 'none') as event_id,
        coalesce(teams.house_id, projects.team_id, 'unknown') as team_id,
        coalesce(askers.house_id, case when readings.item_kind = 'request' then 'unknown' else 'none' end)
            as from_team_id,
        greatest(coalesce(moved.due_dates, 0) - 1, 0) as due_changes,
        -- open when last seen, and gone from two exports since
        readings.item_kind = 'request' and readings.export_no > 2
        and readings.status in ({{ open }}) as is_withdrawn,
        {{ business_day('readings.submitted_at') }} as filed_date,
        {{ business_day(dbt.dateadd('hour', 6, 'readings.submitted_at')) }} as filed_date_after_hours,
        case
            when readings.item_kind = 'request' then {{ business_day('readings.submitted_at') }}
            when readings.item_kind = 'project' then readings.done_date
            when readings.item_kind = 'report' then events.event_date
        end as clock_date,
        case
            when readings.item_kind = 'request' then {{ business_day('readings.responded_at') }}
            when readings.item_kind = 'project' then projects.post_mortem_date
            when readings.item_kind = 'report' then readings.done_date
        end as answered_date,
        case
            when readings.item_kind = 'request'
                then {{ business_day(dbt.dateadd('minute', '-cast(60 * coalesce(readings.hold_hours, 0) as integer)',
                    'readings.delivered_at')) }}
            else readings.done_date
        end as delivered_date
    from readings
    left join moved on readings.platform = moved.platform and readings.item_id = moved.item_id
    left join {{ ref('int_events') }} as events on readings.project_label = events.event_id
    left join {{ ref('dim_project') }} as projects
        on coalesce(events.project_id, readings.project_label) = projects.project_id
    left join {{ ref('int_labels') }} as teams on teams.label_kind = 'team' and readings.department_label = teams.label
    left join {{ ref('int_labels') }} as askers
        on askers.label_kind = 'team' and readings.from_department_label = askers.label
    where readings.reading_no = 1
),

limited as (
    select
        items.*,
        case when days.is_calendar_official then workdays.date_day end as limit_date
    from items
    left join {{ ref('dim_date') }} as days on items.clock_date = days.date_day
    left join {{ ref('dim_date') }} as workdays
        on
            workdays.cn_day_kind in ('workday', 'make_up_workday')
            and workdays.workday_no = days.workday_no
            + case items.item_kind {{ clocks }} end
            + case
                when items.item_kind <> 'request' then 0
                when days.cn_day_kind not in ('workday', 'make_up_workday') then 1
                when items.filed_date_after_hours > items.filed_date then 1
                else 0
            end
),

judged as (
    select
        items.*,
        case
            when items.item_kind <> 'request' or items.occurred_at is null then null
            when items.is_day_only
                then {{ business_day('items.occurred_at') }} >= {{ dbt.dateadd('day', -1, 'items.filed_date') }}
            else {{ hours_between('items.occurred_at', 'items.submitted_at') }} <= 24
        end as filed_in_time,
        case
            when items.answered_date is not null then items.answered_date <= items.limit_date
            when items.status in ('cancelled', 'dropped') or items.is_withdrawn then null
            when items.limit_date <= closed.last_closed_date then false
        end as answered_in_time,
        case
            when items.status in ('cancelled', 'rejected', 'dropped') or items.is_withdrawn then null
            when items.delivered_date is not null then items.delivered_date <= items.first_due_date
            when items.status <> 'done' and items.first_due_date <= closed.last_closed_date then false
        end as delivered_in_time
    from limited as items
    left join {{ ref('int_last_closed_day') }} as closed on true
)

select
    {{ key_of(['platform', 'item_id']) }} as work_item_key,
    item_kind,
    platform as source_name,
    item_id,
    item_name,
    project_id,
    event_id,
    team_id,
    from_team_id,
    coalesce(request_type, 'none') as request_type,
    coalesce(priority, 'none') as priority,
    status,
    status in ({{ open }}) and not is_withdrawn as is_open,
    is_withdrawn,
    assignees,
    occurred_at,
    submitted_at as filed_at,
    filed_date,
    responded_at as answered_at,
    coalesce(is_day_only, false) as is_day_only,
    coalesce(is_backfilled, false) as is_backfilled,
    start_date,
    first_due_date,
    due_date,
    cast(due_changes as bigint) as due_changes,
    delivered_date,
    case
        when item_kind <> 'request' and doing_date <= delivered_date
            then cast({{ dbt.datediff('doing_date', 'delivered_date', 'day') }} as bigint)
    end as cycle_days,
    limit_date,
    answered_date,
    {%- for what in ['filed', 'answered', 'delivered'] %}
    cast(case when {{ what }}_in_time is not null then 1 else 0 end as bigint) as {{ what }}_due,
    cast(case when {{ what }}_in_time then 1 else 0 end as bigint) as {{ what }}_in_time,
    {%- endfor %}
    coalesce(weight, 1) as weight,
    case when status = 'done' then coalesce(weight, 1) else 0 end as weight_done,
    progress,
    budget,
    reworks,
    hold_hours,
    case when not is_day_only then {{ hours_between('submitted_at', 'responded_at') }} end as reply_hours,
    score,
    leads_sent,
    leads_accepted
from judged
