import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publicUrls } from './urls.ts'

test('the stream is at the public address, with the secure scheme where that is secure', () => {
  assert.equal(publicUrls('https://voice.example.com').stream, 'wss://voice.example.com/voice/stream')
  assert.equal(publicUrls('http://127.0.0.1:8080').stream, 'ws://127.0.0.1:8080/voice/stream')
})

test('a default port and a slash at the end are not part of any address', () => {
  const urls = publicUrls('https://voice.example.com:443/')
  assert.equal(urls.base, 'https://voice.example.com')
  assert.equal(urls.stream, 'wss://voice.example.com/voice/stream')
  assert.equal(publicUrls('https://example.com/front/').afterStream, 'https://example.com/front/voice/after-stream')
})

test('a hand-off is asked about by call and attempt', () => {
  assert.equal(
    publicUrls('https://voice.example.com').handOff('call-1', 2, 'de'),
    'https://voice.example.com/voice/handoff/call-1/2?language=de',
  )
})

test('a message is told of by call, its recording behind it', () => {
  const urls = publicUrls('https://voice.example.com')
  assert.equal(urls.voicemail('call-1', 'de'), 'https://voice.example.com/voice/voicemail/call-1?language=de')
  assert.equal(
    urls.voicemailRecording('call-1', 'de'),
    'https://voice.example.com/voice/voicemail/call-1/recording?language=de',
  )
})
