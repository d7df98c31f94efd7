select
    {{ key_of(['members.platform', 'members.account_id', 'members.member_id']) }} as campaign_member_key,
    {{ business_day('members.joined_at') }} as date_day,
    coalesce(of_lead.person_key, of_contact.person_key, 'unknown') as person_key,
    {{ key_of(['members.platform', 'members.account_id']) }} as account_key,
    coalesce(campaigns.campaign_key, 'unknown') as campaign_key,
    coalesce(campaigns.channel_id, 'unassigned') as channel_id,
    coalesce(leads.lead_key, 'none') as lead_key,
    members.platform as source_name,
    coalesce(members.member_status, 'unknown') as member_status,
    members.status_no,
    members.has_responded,
    members.responded_date,
    members.joined_at
from {{ ref('stg_crm_campaign_members') }} as members
left join {{ ref('int_campaigns') }} as campaigns
    on
        members.platform = campaigns.platform
        and members.account_id = campaigns.account_id
        and members.campaign_id = campaigns.campaign_id
left join {{ ref('int_crm_leads') }} as leads
    on
        members.platform = leads.platform
        and members.account_id = leads.account_id
        and members.lead_id = leads.lead_id
left join {{ ref('int_identity_groups') }} as of_lead
    on
        of_lead.identifier_kind = 'contact'
        and 'contact:' || members.account_id || '/' || members.lead_id = of_lead.identifier
left join {{ ref('int_identity_groups') }} as of_contact
    on
        of_contact.identifier_kind = 'contact'
        and 'contact:' || members.account_id || '/' || members.contact_id = of_contact.identifier
left join {{ ref('int_crm_missing') }} as missing
    on
        members.platform = missing.platform
        and members.account_id = missing.account_id
        and members.member_id = missing.record_id
        and missing.record_kind = 'member'
where missing.record_id is null
