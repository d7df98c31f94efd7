with acts as (
    select
        *,
        row_number() over (
            partition by act_kind, act_id order by exported_date desc, _pulled_at desc, file_slot desc
        ) as reading_no
    from {{ ref('stg_partner_activities') }}
),

claims as (
    select
        doc_no,
        sum(amount) as claimed
    from acts
    where reading_no = 1 and act_kind = 'support'
    group by doc_no
),

documents as (
    select
        doc_no,
        sum(amount) as amount,
        min(case when cost_status = 'committed' then 0 else 1 end) = 1 as is_booked
    from {{ ref('int_ledger_lines') }}
    group by doc_no
)

select
    {{ key_of(['acts.platform', 'acts.act_kind', 'acts.act_id']) }} as activity_key,
    {{ key_of(['acts.platform', 'acts.partner_id']) }} as account_key,
    acts.partner_id,
    acts.act_date as date_day,
    acts.act_kind,
    coalesce(partners.brand_id, 'unknown') as brand_id,
    coalesce(partners.region_id, 'unknown') as region_id,
    coalesce(partners.owner_team_id, 'unknown') as team_id,
    coalesce(lines.house_id, case when acts.product_line_label is null then 'none' else 'unknown' end) as product_line,
    acts.quantity,
    case
        when acts.act_kind <> 'lead' or acts.result is null then 'none'
        when acts.result in ('有效', 'valid', 'Valid') then 'valid'
        else 'invalid'
    end as lead_verdict,
    {{ money('acts.amount') }} as amount,
    coalesce(acts.cost_item, 'none') as cost_item,
    coalesce(acts.doc_no, 'none') as doc_no,
    case
        when acts.act_kind <> 'support' then 'none'
        when documents.doc_no is null then 'unbooked'
        when claims.claimed > documents.amount then 'over_document'
        when documents.is_booked then 'booked'
        else 'committed'
    end as support_status
from acts
left join {{ ref('dim_account') }} as partners
    on acts.platform = partners.platform and acts.partner_id = partners.account_id
left join {{ ref('int_labels') }} as lines
    on lines.label_kind = 'product_line' and acts.product_line_label = lines.label
left join documents on acts.doc_no = documents.doc_no
left join claims on acts.doc_no = claims.doc_no
where acts.reading_no = 1
