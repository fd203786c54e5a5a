/** Faults on clusters of real processes. */
export { campaign, type CampaignOptions, type CampaignResult } from './campaign.js';
export { killMembers } from './member.js';
export { EPISODES, EPISODES_OF_HOSTS, type Episode } from './episodes.js';
export { namespaces, type Namespaces } from './namespaces.js';
export {
  keyValueCampaign,
  type KeyValueCampaignOptions,
  type KeyValueCampaignResult,
} from './key-value-campaign.js';
