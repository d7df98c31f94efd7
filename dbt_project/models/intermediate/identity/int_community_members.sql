select
    members.*,
    coalesce(of_customer.person_key, of_union.person_key, 'unknown') as person_key
from {{ ref('stg_community_members') }} as members
left join {{ ref('int_identity_groups') }} as of_customer
    on of_customer.identifier_kind = 'external' and 'external:' || members.external_hash = of_customer.identifier
left join {{ ref('int_identity_groups') }} as of_union
    on of_union.identifier_kind = 'union' and 'union:' || members.union_hash = of_union.identifier
