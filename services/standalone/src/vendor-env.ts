import { type World, worldCredentials } from '@frontdesk/simulators/world'

/** The settings of a process to which the simulators are the vendors. */
export const simulatedVendors = (world: World): Readonly<Record<string, string>> => ({
  TWILIO_ACCOUNT_SID: worldCredentials.accountSid,
  TWILIO_AUTH_TOKEN: worldCredentials.authToken,
  TWILIO_API_URL: world.carrier.url,
  OPENAI_API_KEY: worldCredentials.openaiKey,
  OPENAI_BASE_URL: world.voiceModel.url,
  GOOGLE_CALENDAR_API_URL: world.calendar.apiUrl.replace(/\/$/, ''),
  HUBSPOT_ACCESS_TOKEN: worldCredentials.hubspotToken,
  HUBSPOT_API_URL: world.crm.apiUrl.replace(/\/$/, ''),
  SLACK_BOT_TOKEN: worldCredentials.slackToken,
  SLACK_API_URL: world.slack.apiUrl.replace(/\/$/, ''),
  LANGFUSE_PUBLIC_KEY: worldCredentials.langfusePublicKey,
  LANGFUSE_SECRET_KEY: worldCredentials.langfuseSecretKey,
  LANGFUSE_BASE_URL: world.langfuse.apiUrl,
})
