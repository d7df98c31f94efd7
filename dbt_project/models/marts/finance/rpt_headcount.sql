select
    heads.cost_month as report_month,
    heads.team_id,
    teams.name_zh as team_name,
    heads.headcount_total,
    heads.planned_headcount,
    heads.full_time_equivalents,
    heads.average_headcount,
    heads.hires,
    heads.leavers,
    {{ ratio('heads.leavers', 'heads.average_headcount') }} as turnover_rate
from {{ ref('fct_headcount_monthly') }} as heads
inner join {{ ref('dim_team') }} as teams on heads.team_id = teams.team_id
