select
    'sign_in_sheets' as platform,
    event_id,
    line_no,
    cost_category,
    vendor,
    planned_amount,
    actual_amount,
    doc_no
from {{ source('sign_in_sheets', 'sign_in_sheets__costs') }}
