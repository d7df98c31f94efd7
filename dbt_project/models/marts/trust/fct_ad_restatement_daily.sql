select
    date_day,
    account_key,
    cast(sum(case when is_latest then spend_native else 0 end) as decimal(38, 6)) as spend_native,
    cast(sum(case when is_first_reported then spend_native else 0 end) as decimal(38, 6)) as first_spend_native,
    max(version_no) > 1 as is_restated
from {{ ref('fct_ad_report_version') }}
group by date_day, account_key
