select
    'payroll' as platform,
    month as cost_month,
    department as department_label,
    team as team_label,
    position as position_label,
    headcount_end,
    headcount_avg,
    headcount_plan,
    fte,
    hires,
    leavers,
    total_cost
from {{ source('payroll', 'payroll__people_cost') }}
