{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'contact_id': 'string', 'email_hash': 'string',
    'phone_hash': 'string', 'member_hash': 'string', 'external_hash': 'string', 'merged_ids': 'string', 'created_at': 'timestamp',
    'updated_at': 'timestamp', 'is_archived': 'boolean', 'archived_at': 'timestamp',
} -%}
{#- Deleted for good, and not merged into another: who it was is none of our business any more. -#}
{%- set is_erased = '(coalesce(gone.is_purged, false) and winners.loser_id is null)' -%}
with hubspot as (
    select
        contacts.account_id,
        contacts.contact_id,
        case when not {{ is_erased }} then contacts.email_hash end as email_hash,
        case when not {{ is_erased }} then contacts.phone_hash end as phone_hash,
        case when not {{ is_erased }} then contacts.member_hash end as member_hash,
        contacts.merged_ids,
        contacts.created_at,
        contacts.updated_at,
        coalesce(contacts.is_archived, false) or gone.record_id is not null as is_archived,
        coalesce(contacts.archived_at, gone.gone_at) as archived_at
    from {{ source('hubspot', 'hubspot__contacts') }} as contacts
    left join {{ ref('stg_crm_listings') }} as gone
        on
            contacts.account_id = gone.account_id
            and contacts.contact_id = gone.record_id
            and gone.object_name = 'contacts'
            and gone.gone_at is not null
    left join {{ ref('stg_crm_merges') }} as winners
        on contacts.account_id = winners.account_id and contacts.contact_id = winners.loser_id
)

{{ union_by_name(columns, [
    {'from': 'hubspot', 'lacks': ['external_hash'], 'set': {'platform': "'hubspot'"}},
    {'from': source('salesforce', 'salesforce__leads'), 'lacks': ['member_hash', 'external_hash', 'archived_at'],
     'set': {'platform': "'salesforce'", 'contact_id': 'lead_id', 'is_archived': 'is_deleted',
             'merged_ids': "(coalesce(master_id, '') || ';' || coalesce(converted_contact_id, ''))"}},
    {'from': source('salesforce', 'salesforce__contacts'), 'lacks': ['member_hash', 'external_hash', 'archived_at'],
     'set': {'platform': "'salesforce'", 'is_archived': 'is_deleted', 'merged_ids': 'master_id'}},
    {'from': source('fxiaoke', 'fxiaoke__leads'), 'lacks': ['member_hash', 'merged_ids', 'archived_at'],
     'set': {'platform': "'fxiaoke'", 'contact_id': 'lead_id', 'is_archived': 'is_deleted'}},
    {'from': source('fxiaoke', 'fxiaoke__contacts'), 'lacks': ['member_hash', 'merged_ids', 'archived_at'],
     'set': {'platform': "'fxiaoke'", 'is_archived': 'is_deleted'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__contacts'), 'lacks': ['member_hash', 'merged_ids', 'archived_at'],
     'set': {'platform': "'xiaoshouyi'", 'is_archived': 'false'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__leads'), 'lacks': ['member_hash', 'merged_ids', 'archived_at'],
     'set': {'platform': "'xiaoshouyi'", 'contact_id': 'lead_id', 'is_archived': 'false'}},
    {'from': newest_listed('fxiaoke', 'leads', 'lead_id') ~ ' as lists',
     'lacks': ['member_hash', 'external_hash', 'merged_ids', 'archived_at'],
     'set': {'platform': "'fxiaoke'", 'account_id': 'corp_id', 'contact_id': 'lead_id', 'is_archived': 'false'}},
    {'from': newest_listed('xiaoshouyi', 'leads', 'lead_id') ~ ' as lists',
     'lacks': ['member_hash', 'external_hash', 'merged_ids', 'archived_at'],
     'set': {'platform': "'xiaoshouyi'", 'account_id': 'corp_id', 'contact_id': 'lead_id', 'is_archived': 'false'}},
    {'from': newest_listed('fxiaoke', 'contacts', 'contact_id') ~ ' as lists',
     'lacks': ['member_hash', 'external_hash', 'merged_ids', 'archived_at'],
     'set': {'platform': "'fxiaoke'", 'account_id': 'corp_id', 'is_archived': 'false'}},
    {'from': newest_listed('xiaoshouyi', 'contacts', 'contact_id') ~ ' as lists',
     'lacks': ['member_hash', 'external_hash', 'merged_ids', 'archived_at'],
     'set': {'platform': "'xiaoshouyi'", 'account_id': 'corp_id', 'is_archived': 'false'}},
]) }}
