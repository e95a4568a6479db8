import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator.ts'
import { openStore } from '../server/store.ts'
import { type Answer, type Ask, bearerToken, type Route, type Vendor } from '../server/vendor.ts'
import { argumentsOf, contentOf, flag, text } from './arguments.ts'
import { BOT, Messages, type SlackMessage, shown } from './messages.ts'
import { slackError, slackRefusal } from './slack-errors.ts'

export type { Block } from './blocks.ts'
export { slackFailures } from './slack-errors.ts'
export type { SlackMessage }

export type SlackCall =
  | 'auth.test'
  | 'chat.postMessage'
  | 'chat.update'
  | 'conversations.history'
  | 'conversations.replies'

export interface SlackChannel {
  readonly id: string
  readonly name: string
  /** Default true. */
  readonly isMember?: boolean
  /** Default false. */
  readonly isArchived?: boolean
}

export interface SlackOptions extends SimulatorOptions {
  /** Default: one channel, `C0FRONTDESK` named `frontdesk`. */
  readonly channels?: readonly SlackChannel[]
  /** Bot tokens that are valid; any token that begins with `xoxb-` is when absent. */
  readonly botTokens?: readonly string[]
}

export interface SlackSimulator extends Simulator<SlackCall> {
  /** Oldest first, as they stand after edits. */
  readonly messages: readonly SlackMessage[]
}

interface Workspace {
  readonly channels: readonly SlackChannel[]
  readonly messages: Messages
}

const DEFAULT_CHANNELS: readonly SlackChannel[] = [{ id: 'C0FRONTDESK', name: 'frontdesk' }]

/** Slack's Web API, the calls of a bot that posts. `apiUrl` is the client's `slackApiUrl`. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackSimulator> {
  const { channels = DEFAULT_CHANNELS, stateFile, now = Date.now } = options
  const store = openStore(stateFile)
  const workspace: Workspace = { channels, messages: new Messages(store, now) }
  const vendor: Vendor<SlackCall> = {
    name: 'Slack',
    routes: routes(workspace),
    admit: (ask) => admit(ask, options.botTokens),
    noSuchCall: ({ path }) => slackError('unknown_method', { req_method: path.split('/').at(-1) }),
    unreadableBody: () => slackError('invalid_json'),
  }
  const simulator = await startSimulator(vendor, { ...options, apiPath: '/api/', onClose: store.close })
  return {
    ...simulator,
    get messages() {
      return workspace.messages.all()
    },
  }
}

function admit(ask: Ask, botTokens: readonly string[] | undefined): Answer | undefined {
  const token = bearerToken(ask.headers) ?? text(argumentsOf(ask), 'token')
  if (!token) return slackError('not_authed')
  const isValid = botTokens ? botTokens.includes(token) : token.startsWith('xoxb-')
  return isValid ? undefined : slackError('invalid_auth')
}

function routes(workspace: Workspace): Route<SlackCall>[] {
  const calls: Record<SlackCall, (args: Record<string, unknown>) => object> = {
    'auth.test': aboutMe,
    'chat.postMessage': (args) => post(workspace, args),
    'chat.update': (args) => update(workspace, args),
    'conversations.history': (args) => history(workspace, args),
    'conversations.replies': (args) => replies(workspace, args),
  }
  const names = Object.keys(calls).filter((name): name is SlackCall => name in calls)
  return names.flatMap((call) =>
    (['POST', 'GET'] as const).map((method) => ({
      call,
      method,
      path: `/api/${call}`,
      answer: (ask: Ask) => ({ status: 200, body: { ok: true, ...calls[call](argumentsOf(ask)) } }),
    })),
  )
}

function aboutMe() {
  const { userId, botId, teamId } = BOT
  return {
    url: 'https://simulated.slack.com/',
    team: 'Simulated',
    user: 'frontdesk',
    team_id: teamId,
    user_id: userId,
    bot_id: botId,
    is_enterprise_install: false,
  }
}

function post({ channels, messages }: Workspace, args: Record<string, unknown>) {
  const channel = writable(channels, text(args, 'channel'), { byName: true })
  const content = contentOf(args)
  const threadTs = text(args, 'thread_ts')
  if (threadTs && !messages.find(channel.id, threadTs)) throw slackRefusal('thread_not_found')
  const thread = threadTs ? { thread_ts: threadTs } : {}
  const broadcast = threadTs !== undefined && flag(args, 'reply_broadcast')
  const message = messages.post({ channel: channel.id, ...content, ...thread, broadcast })
  return { channel: channel.id, ts: message.ts, message: shown(message, true) }
}

function update({ channels, messages }: Workspace, args: Record<string, unknown>) {
  const channel = writable(channels, text(args, 'channel'), { byName: false })
  const old = messages.find(channel.id, text(args, 'ts') ?? '')
  if (!old) throw slackRefusal('message_not_found')
  const message = messages.edit(old, contentOf(args))
  return { channel: channel.id, ts: message.ts, text: message.text, message: shown(message, true) }
}

function history({ channels, messages }: Workspace, args: Record<string, unknown>) {
  const channel = readable(channels, text(args, 'channel'))
  const isShown = (message: SlackMessage) => message.channel === channel.id && (!message.thread_ts || message.broadcast)
  return page(messages.all().filter(isShown).reverse(), args)
}

function replies({ channels, messages }: Workspace, args: Record<string, unknown>) {
  const channel = readable(channels, text(args, 'channel'))
  const parent = messages.find(channel.id, text(args, 'ts') ?? '')
  if (!parent) throw slackRefusal('thread_not_found')
  const isInThread = ({ ts, thread_ts }: SlackMessage) => (thread_ts ?? ts) === parent.ts
  return page(
    messages.all().filter((message) => message.channel === channel.id && isInThread(message)),
    args,
  )
}

function page(found: readonly SlackMessage[], args: Record<string, unknown>) {
  const isInclusive = flag(args, 'inclusive')
  const oldest = Number(text(args, 'oldest') ?? 0)
  const latest = Number(text(args, 'latest') ?? Number.POSITIVE_INFINITY)
  const within = found.filter(({ ts }) => {
    const at = Number(ts)
    return isInclusive ? at >= oldest && at <= latest : at > oldest && at < latest
  })
  const from = Number(text(args, 'cursor') ?? 0)
  const to = from + Math.min(Number(text(args, 'limit') ?? 100), 999)
  const withMetadata = flag(args, 'include_all_metadata')
  return {
    messages: within.slice(from, to).map((message) => shown(message, withMetadata)),
    has_more: to < within.length,
    ...(to < within.length ? { response_metadata: { next_cursor: String(to) } } : {}),
  }
}

function readable(channels: readonly SlackChannel[], named: string | undefined, byName = false): SlackChannel {
  const isNamed = ({ id, name }: SlackChannel) => id === named || (byName && (named === name || named === `#${name}`))
  const channel = channels.find(isNamed)
  if (!channel) throw slackRefusal('channel_not_found')
  if (channel.isMember === false) throw slackRefusal('not_in_channel')
  return channel
}

function writable(channels: readonly SlackChannel[], named: string | undefined, { byName }: { byName: boolean }) {
  const channel = readable(channels, named, byName)
  if (channel.isArchived) throw slackRefusal('is_archived')
  return channel
}
