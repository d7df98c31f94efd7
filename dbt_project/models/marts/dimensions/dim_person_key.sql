select
    own_key as former_key,
    person_key,
    first_seen_at,
    is_merged,
    merged_at
from {{ ref('int_identity_groups') }}
where own_key <> person_key
