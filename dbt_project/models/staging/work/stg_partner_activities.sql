select
    'partners' as platform,
    account_id as file_slot,
    exported_date,
    partner_id,
    act_kind,
    act_id,
    act_date,
    staff_hash,
    purpose,
    phone_hash,
    result,
    product_line as product_line_label,
    quantity,
    cost_item,
    doc_no,
    amount,
    _pulled_at
from {{ source('partners', 'partners__activities') }}
