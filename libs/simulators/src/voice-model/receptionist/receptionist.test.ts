import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Happening } from './happening.ts'
import { recall } from './recall.ts'
import { answer, type Reply } from './receptionist.ts'

const instructions = `Open the call by saying exactly: "Hello, this is Mila, the practice's AI assistant."
Today is Monday, 2026-11-23, 11:05 in Europe/Berlin.
The conversation begins in English.
Address: Neue Kantstraße 14, 14057 Berlin
- The topics of answerFromLine:
  - parking (Wo kann ich parken?)
  - first visit (Was muss ich beim ersten Termin mitbringen?)

Opening hours:
Friday: 09:00–13:00, 14:00–18:00
Saturday: closed
Services:
- Check-up / Kontrolluntersuchung (30 minutes)
- Professional cleaning / Professionelle Zahnreinigung (60 minutes)`
const tools = [
  ...['findAvailability', 'bookAppointment', 'findMyAppointments', 'rescheduleAppointment', 'cancelAppointment'],
  ...['transferToHuman', 'logCallOutcome', 'endCall', 'getDirections', 'answerFromLine'],
]

const caller = (text: string | null): Happening => ({ kind: 'caller-said', text })
const tool = (name: string, output: object): Happening[] => [
  { kind: 'tool-asked', callId: name, tool: name },
  { kind: 'tool-answered', callId: name, tool: name, output: JSON.stringify(output) },
]
const slot = (time: string) => ({
  slotId: `slot-${time}`,
  startsAt: `2026-11-24T${time}:00+01:00[Europe/Berlin]`,
  spoken: `Tuesday at ${time}`,
})
const slots = { slots: [slot('09:00'), slot('10:30'), slot('14:00')], dayIs: 'available' }

function reply(happenings: readonly Happening[], override?: string): Reply {
  return answer({ instructions, override, happenings, tools })
}

/** A call that goes on by itself after each of these: what the agent says is put between them. */
function call(...happenings: readonly Happening[]): Happening[] {
  const history: Happening[] = []
  for (const happening of happenings) {
    const last = happening.kind === 'caller-said' ? reply(history).speech : ''
    if (last !== '') history.push({ kind: 'agent-said', text: last })
    history.push(happening)
  }
  return history
}

const offered = () => call(caller('A check-up on Tuesday.'), ...tool('findAvailability', slots))
const agreed = () =>
  call(...offered(), caller('The second one.'), caller('My name is Emily Carter.'), caller("Yes that's right."))

describe('the receptionist', () => {
  test('greets as it was told, and makes something up when it was told nothing', () => {
    assert.equal(reply([]).speech, "Hello, this is Mila, the practice's AI assistant.")
    assert.match(answer({ instructions: '', happenings: [], tools }).speech, /AI assistant/)
  })

  test('looks up the day and the minutes of the service without a word', () => {
    const { speech, calls } = reply(call(caller("I'd like a professional cleaning next Friday.")))
    assert.equal(speech, '')
    assert.deepEqual(calls, [
      { tool: 'findAvailability', arguments: { date: '2026-11-27', service: 'Professional cleaning' } },
    ])
  })

  test('offers the first two slots, or the first two of the part of the day', () => {
    assert.match(reply(offered()).speech, /Tuesday at 09:00 or Tuesday at 10:30/)
    const afternoon = call(caller('A check-up on Tuesday afternoon.'), ...tool('findAvailability', slots))
    assert.match(reply(afternoon).speech, /I can offer you Tuesday at 14:00\./)
  })

  for (const [said, slotId] of [
    ['The first one.', 'slot-09:00'],
    ['Half past ten, please.', 'slot-10:30'],
    ['At two in the afternoon.', 'slot-14:00'],
    ['Um zehn Uhr dreißig, bitte.', 'slot-10:30'],
    ['Halb elf.', 'slot-10:30'],
    ['Den zweiten Termin, bitte.', 'slot-10:30'],
  ] as const) {
    test(`understands "${said}" as a choice`, () => {
      const history = call(...offered(), caller(said), caller('My name is Emily Carter.'), caller('Yes.'))
      const { calls } = reply(history)
      assert.deepEqual(calls[0]?.arguments, { slotId, customer: { name: 'Emily Carter' } })
    })
  }

  test('says that a time is not free, and looks anew for another day', () => {
    assert.match(reply(call(...offered(), caller("Eight o'clock."))).speech, /not free/)
    const { calls } = reply(call(...offered(), caller('Wednesday would be better.')))
    assert.equal(calls[0]?.arguments.date, '2026-11-25')
  })

  test('reads back date, time and name, and books after a yes alone', () => {
    const named = call(...offered(), caller('The second one.'), caller('My name is Emily Carter.'))
    assert.equal(reply(named).speech, 'So that is Tuesday at 10:30, for Emily Carter. Shall I book that?')
    assert.deepEqual(reply(named).calls, [])
    assert.equal(reply(call(...named, caller('No.'))).calls.length, 0)
    assert.equal(reply(agreed()).calls[0]?.tool, 'bookAppointment')
  })

  test('says booked only when the result says so, and of an SMS only when one was sent', () => {
    const said = (output: object) => reply([...agreed(), ...tool('bookAppointment', output)]).speech
    assert.match(said({ startsAt: 'x', spoken: 'Tuesday at 10:30', confirmation: 'sms-sent' }), /booked.*text message/)
    assert.doesNotMatch(said({ startsAt: 'x', spoken: 'Tuesday at 10:30', confirmation: 'no-sms' }), /text message/)
    for (const output of [
      { status: 'not_confirmed_yet' },
      { error: { code: 'vendor-down', message: 'x' } },
      { odd: true },
    ]) {
      assert.doesNotMatch(said(output), /booked/)
    }
    assert.match(said({ status: 'not_confirmed_yet' }), /not received the confirmation yet/)
  })

  test('tells a late success', () => {
    const late = [...agreed(), ...tool('bookAppointment', { status: 'not_confirmed_yet' })]
    const success = { startsAt: 'x', spoken: 'Tuesday at 10:30', confirmation: 'no-sms' }
    const told = [
      ...late,
      { kind: 'agent-said', text: reply(late).speech } as const,
      ...tool('bookAppointment', success),
    ]
    assert.match(reply(told).speech, /It is booked/)
  })

  test('looks anew when the slot was taken, and tries once more when it asked wrongly', () => {
    const taken = { status: 'failed', error: { code: 'slot-taken', message: 'gone' } }
    assert.equal(reply([...agreed(), ...tool('bookAppointment', taken)]).calls[0]?.tool, 'findAvailability')
    const refused = { status: 'failed', error: { code: 'bad-arguments', message: 'slotId: must be a string' } }
    const once = [...agreed(), ...tool('bookAppointment', refused)]
    assert.equal(reply(once).calls[0]?.tool, 'bookAppointment')
    assert.match(reply([...once, ...tool('bookAppointment', refused)]).speech, /did not work/)
  })

  for (const [said, reason] of [
    ['I want to talk to a real person.', /asks to speak with a person/],
    ['There is a mistake on my invoice.', /bill/],
    ['Should I take ibuprofen?', /medical/],
    ['Ich habe eine Frage zu meiner Rechnung.', /bill/],
    ['Ich möchte bitte mit einem Menschen sprechen.', /asks to speak with a person/],
  ] as const) {
    test(`fetches a person for "${said}"`, () => {
      const { calls } = reply(call(caller(said)))
      assert.equal(calls[0]?.tool, 'transferToHuman')
      assert.match(String(calls[0]?.arguments.reason), reason)
    })
  }

  test('says which it is, put through or rung back, and logs it', () => {
    const asked = call(caller('I want to talk to a person.'))
    const through = reply([...asked, ...tool('transferToHuman', { next: 'transfer', spoken: null })])
    assert.match(through.speech, /putting you through/)
    assert.equal(through.calls[0]?.arguments.outcome, 'transferred')
    const later = [...asked, ...tool('transferToHuman', { next: 'callback', spoken: 'by ten tomorrow' })]
    assert.match(reply(later).speech, /call you back by ten tomorrow/)
    const done = call(...later, caller('No thank you.'))
    assert.deepEqual(reply(done).calls[0]?.arguments.outcome, 'callback')
    const goodbye = reply([...done, ...tool('logCallOutcome', { logged: true })])
    assert.match(goodbye.speech, /Goodbye/)
    assert.equal(goodbye.calls[0]?.tool, 'endCall')
  })

  test('says that it is an AI when it is asked', () => {
    assert.match(reply(call(caller('Are you a robot?'))).speech, /^Yes, I am an AI assistant/)
    assert.match(reply(call(caller('Sind Sie ein Roboter?'))).speech, /^Ja, ich bin eine KI/)
  })

  test('tells address and hours from its instructions, and nothing besides', () => {
    assert.match(reply(call(caller('Where can I find you?'))).speech, /Neue Kantstraße 14/)
    assert.match(
      reply(call(caller('When are you open on Friday?'))).speech,
      /On Fridays .* from 09:00 to 13:00 and from 14:00/,
    )
    assert.match(reply(call(caller('Are you open on Saturday?'))).speech, /On Saturdays we are closed/)
    assert.match(reply(call(caller('Are you open on Sunday?'))).speech, /do not have the opening hours/)
  })

  const way = { address: 'Neue Kantstraße 14', directions: 'Take the U2.', confirmation: 'no-sms' }
  test('looks the way up, tells it, and sends it by SMS only to who wants that', () => {
    const asked = call(caller('Hello, how do I get to you by train?'))
    assert.deepEqual(reply(asked).calls, [{ tool: 'getDirections', arguments: { bySms: false } }])
    const told = [...asked, ...tool('getDirections', way)]
    assert.match(reply(told).speech, /^Take the U2\. Shall I send you that as a text message\?$/)
    assert.match(reply(call(...told, caller('No, thank you.'))).speech, /What can I do for you/)
    const wanted = call(...told, caller('Yes please.'))
    assert.deepEqual(reply(wanted).calls, [{ tool: 'getDirections', arguments: { bySms: true } }])
    for (const [confirmation, words] of [
      ['sms-sent', /I have sent you the directions/],
      ['no-sms-landline', /cannot send a text message to a landline/],
      ['no-sms-opted-out', /have told us not to send/],
      ['no-sms', /cannot send a text message right now/],
    ] as const) {
      assert.match(reply([...wanted, ...tool('getDirections', { ...way, confirmation })]).speech, words)
    }
    const lost = [...asked, ...tool('getDirections', { status: 'failed', error: { code: 'x', message: 'y' } })]
    assert.match(reply(lost).speech, /You find us at Neue Kantstraße 14/)
    assert.deepEqual(reply(call(caller('Können Sie mir die Wegbeschreibung per SMS schicken?'))).calls, [
      { tool: 'getDirections', arguments: { bySms: true } },
    ])
  })

  test('answers what the business answers in its words, and what it does not with a callback', () => {
    for (const question of ['And where can I park?', 'Wo kann man bei Ihnen parken?']) {
      const asked = call(caller(question))
      assert.deepEqual(reply(asked).calls, [{ tool: 'answerFromLine', arguments: { topic: 'parking' } }])
      const told = [...asked, ...tool('answerFromLine', { topic: 'parking', answer: 'On the street.' })]
      assert.match(reply(told).speech, /^On the street\. (Is there anything|Kann ich sonst)/)
    }
    const bring = call(caller('What do I need for my first visit?'))
    assert.deepEqual(reply(bring).calls, [{ tool: 'answerFromLine', arguments: { topic: 'first visit' } }])
    const unknown = [...bring, ...tool('answerFromLine', { topic: null, answer: null })]
    assert.match(reply(unknown).speech, /do not know that.*call you back/)
    assert.deepEqual(reply(call(...unknown, caller('Yes please.'))).calls[0]?.arguments.how, 'callback')
    assert.equal(
      reply(call(caller('Could I have an appointment for my first visit?'))).calls[0]?.tool,
      'answerFromLine',
    )
    assert.equal(reply(call(caller('I need an appointment on Tuesday.'))).calls[0]?.tool, 'findAvailability')
  })

  test('says to whom no SMS goes that they get none, and why', () => {
    const booked = (confirmation: string) =>
      reply([...agreed(), ...tool('bookAppointment', { spoken: 'Tuesday at 10:30', confirmation })]).speech
    assert.match(booked('sms-sent'), /You will get a text message/)
    assert.match(booked('no-sms-landline'), /booked: Tuesday at 10:30\. I cannot send a text message to a landline/)
    assert.match(booked('no-sms-opted-out'), /booked: .* told us not to send text messages/)
    assert.doesNotMatch(booked('no-sms'), /text message/)
  })

  test('asks twice for what it cannot make out, then offers a person', () => {
    const history = call(caller(null), caller('Lorem ipsum.'))
    assert.match(reply(history).speech, /didn't catch/)
    const third = call(...history, caller(null))
    assert.match(reply(third).speech, /Shall I get a colleague/)
    assert.equal(reply(call(...third, caller('Yes.'))).calls[0]?.tool, 'transferToHuman')
  })

  test('follows the caller into the other language', () => {
    assert.match(reply(call(caller('Ich möchte gerne einen Termin.'))).speech, /An welchem Tag/)
  })

  test('asks for no tool that it was not given', () => {
    const { speech, calls } = answer({ instructions, happenings: call(caller('A check-up on Tuesday.')), tools: [] })
    assert.deepEqual(calls, [])
    assert.match(speech, /cannot do that/)
  })

  test('does what one response is told to do', () => {
    assert.equal(reply([], 'Say exactly: "One moment."').speech, 'One moment.')
    const farewell = reply(offered(), 'Say goodbye to the caller in one short, friendly sentence.')
    const stuck = reply(offered(), 'Say that this did not work, and offer that a person calls back.')
    const said = { kind: 'agent-said', text: stuck.speech } as const
    assert.equal(reply([...offered(), said, caller('Yes.')]).calls[0]?.tool, 'transferToHuman')
    assert.deepEqual([farewell.speech, farewell.calls], ['Thank you for calling. Goodbye!', []])
  })

  test('knows from what was looked up what the caller wants, where their words are missing', () => {
    const history = (tool: string) =>
      recall(`This is the call so far.\nYou: Hello.\nTool ${tool} -> ${JSON.stringify(slots)}\nGo on where it was.`)
    const wish = history('findAvailability({"date":"2026-11-24","service":"Check-up"})')
    assert.match(reply(wish).speech, /^I can offer you Tuesday at 09:00 or Tuesday at 10:30/)
    assert.match(reply(call(...wish, caller('The second one.'))).speech, /first and last name/)
    assert.doesNotMatch(reply(history('findAvailability({"date":"2026-11-24","appointmentId":"a"})')).speech, /offer/)
  })

  test('waits while a tool runs, and says so when the caller speaks', () => {
    const running = [
      ...call(caller('A check-up on Tuesday.')),
      { kind: 'tool-asked', callId: 'a', tool: 'findAvailability' } as const,
    ]
    assert.deepEqual([reply(running).speech, reply(running).calls], ['', []])
    assert.match(reply([...running, caller('Hello, I would like an appointment.')]).speech, /One moment/)
  })
})

describe('of an appointment that the caller has, the receptionist', () => {
  const own = { appointmentId: 'mine', service: 'Check-up', spoken: 'Monday at 10:00', change: 'possible' }
  const mine = { appointments: [own], askFor: 'nothing' }
  const none = (askFor: string) => ({ appointments: [], askFor })
  const named = (wish: string) => call(caller(wish), caller('My name is Emily Carter.'))
  const found = (wish: string, result: object = mine) => [...named(wish), ...tool('findMyAppointments', result)]

  for (const wish of ['I need to cancel my appointment.', 'Ich muss meinen Termin leider absagen.']) {
    test(`asks for the name, looks it up, and cancels after a yes alone: "${wish}"`, () => {
      assert.match(reply(call(caller(wish))).speech, /first and last name|Vor- und Nachnamen/)
      assert.deepEqual(reply(named(wish)).calls[0]?.arguments, { name: 'Emily Carter' })
      const asked = found(wish)
      assert.match(reply(asked).speech, /Monday at 10:00/)
      assert.deepEqual(reply(call(...asked, caller('No.'))).calls, [])
      const agreed = call(...asked, caller('Yes.'))
      assert.deepEqual(reply(agreed).calls, [{ tool: 'cancelAppointment', arguments: { appointmentId: 'mine' } }])
      const done = reply([
        ...agreed,
        ...tool('cancelAppointment', { spoken: 'Monday at 10:00', confirmation: 'no-sms' }),
      ])
      assert.match(done.speech, /has been cancelled: Monday|ist abgesagt: Monday/)
    })
  }

  for (const wish of ['Hello, I need to move my appointment.', 'Guten Tag, ich möchte meinen Termin verschieben.']) {
    test(`asks for a new day, offers what fits the appointment, and moves it after a yes: "${wish}"`, () => {
      assert.match(reply(found(wish)).speech, /Which day would suit you instead|Welcher andere Tag/)
      const day = call(...found(wish), caller('Tuesday, please.'))
      const wanted = { date: '2026-11-24', service: 'Check-up', appointmentId: 'mine' }
      assert.deepEqual(reply(day).calls[0]?.arguments, wanted)
      const chosen = call(...day, ...tool('findAvailability', slots), caller('The second one.'))
      assert.match(reply(chosen).speech, /from Monday at 10:00 to Tuesday at 10:30|von Monday at 10:00 auf Tuesday/)
      const agreed = call(...chosen, caller('Yes.'))
      const args = { appointmentId: 'mine', slotId: 'slot-10:30' }
      assert.deepEqual(reply(agreed).calls, [{ tool: 'rescheduleAppointment', arguments: args }])
      const moved = { appointmentId: 'mine-2', spoken: 'Tuesday at 10:30', before: 'x', confirmation: 'sms-sent' }
      const told = [...agreed, ...tool('rescheduleAppointment', moved)]
      assert.match(reply(told).speech, /has been moved: Tuesday|ist verlegt: Tuesday/)
      const ending = call(...told, caller('No thank you.'))
      assert.equal(reply(ending).calls[0]?.arguments.outcome, 'rescheduled')
    })
  }

  test('asks when it is where none is found by the number, and tells no time of its own', () => {
    const asked = found('I need to cancel my appointment.', none('start'))
    assert.match(reply(asked).speech, /On which day and at what time/)
    const said = call(...asked, caller('On Thursday at half past two.'))
    assert.deepEqual(reply(said).calls[0]?.arguments, { name: 'Emily Carter', startsAt: '2026-11-26T14:30' })
    const nothing = [...said, ...tool('findMyAppointments', none('nothing'))]
    assert.match(reply(nothing).speech, /cannot find that appointment/)
    assert.equal(reply(call(...nothing, caller('Yes.'))).calls[0]?.tool, 'transferToHuman')
  })

  test('fetches a person for one that is too soon, and for a change that did not work', () => {
    const late = { appointments: [{ ...own, change: 'too-late' }], askFor: 'nothing' }
    assert.match(reply(found('I need to cancel my appointment.', late)).speech, /too soon .* colleague/)
    const agreed = call(...found('I need to cancel my appointment.'), caller('Yes.'))
    const failure = { status: 'failed', error: { code: 'appointment-changed', message: 'x' } }
    assert.match(reply([...agreed, ...tool('cancelAppointment', failure)]).speech, /stands as it was.* colleague/)
  })
})

describe('a session that is seeded with the call so far', () => {
  const account = (...lines: string[]) =>
    recall(['This is the call so far.', ...lines, 'Go on exactly where the call was. Do not greet again.'].join('\n'))
  const asked = ['You: Hello, this is Mila.', 'Caller: A check-up on Tuesday.']
  const found = `Tool findAvailability({"date":"2026-11-24","service":"Check-up"}) -> ${JSON.stringify(slots)}`

  test('goes on where it was, and does not greet', () => {
    assert.equal(reply(account(...asked)).calls[0]?.tool, 'findAvailability')
    const offer = reply(account(...asked, found)).speech
    assert.match(offer, /^I can offer you/)
    assert.match(
      reply(account(...asked, found, `You: ${offer}`, 'Caller: The first one.')).speech,
      /first and last name/,
    )
  })

  test('says again what was cut off', () => {
    assert.match(reply(account(...asked, found, 'You: I can offer you Tuesday [cut off]')).speech, /^I can offer you/)
  })

  test('says a word about the line in the conversation’s language, and goes on behind it as if it had not', () => {
    const excuse =
      'Say exactly: "Sorry, the line was interrupted for a moment." (In German: "Entschuldigung, die Leitung war kurz unterbrochen.")'
    const english = reply(account(...asked, found), excuse).speech
    assert.equal(english, 'Sorry, the line was interrupted for a moment.')
    const german = account('Caller: Ich hätte gerne einen Termin am Dienstag.')
    assert.equal(reply(german, excuse).speech, 'Entschuldigung, die Leitung war kurz unterbrochen.')
    const said: Happening = { kind: 'agent-said', text: english }
    assert.match(reply([...account(...asked, found), said]).speech, /^I can offer you/)
  })

  test('does not say again what was cut off when the caller has gone on since', () => {
    const { speech } = reply(
      account(...asked, found, 'You: I can offer you Tuesday [cut off]', 'Caller: The first one.'),
    )
    assert.match(speech, /first and last name/)
  })

  test('waits for a tool that still runs, and takes its answer when it comes', () => {
    const running = account(...asked, 'Tool findAvailability({"date":"2026-11-24"}) -> still running')
    assert.deepEqual(reply(running).calls, [])
    assert.match(reply([...running, ...recall(found)]).speech, /^I can offer you/)
  })

  test('is any text of the system that tells no such thing ignored', () => {
    assert.deepEqual(recall('The caller pressed 1.'), [])
  })
})
