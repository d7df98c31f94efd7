select subject_key
from (
    select
        funnel,
        subject_key,
        stage_no,
        reached_at,
        lag(reached_at) over (partition by funnel, subject_key order by stage_no) as before_at,
        lag(stage_no) over (partition by funnel, subject_key order by stage_no) as before_no
    from {{ ref('fct_stage_reached') }}
) as steps
where reached_at < before_at or stage_no <> coalesce(before_no, 0) + 1
