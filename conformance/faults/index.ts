/** Faults on clusters of real processes. */
export { campaign, type CampaignOptions, type CampaignResult } from './campaign.js';
export { killMembers } from './member.js';
export { EPISODES, type Episode } from './episodes.js';
export {
  keyValueCampaign,
  type KeyValueCampaignOptions,
  type KeyValueCampaignResult,
} from './key-value-campaign.js';
