const calls = 'calls by WebRTC and SIP, which this server does not carry'

/** Methods of the package that no case calls, and why. */
export const excludedMethods: Readonly<Record<string, string>> = {
  'realtime.calls.create': calls,
  'realtime.calls.accept': calls,
  'realtime.calls.hangup': calls,
  'realtime.calls.refer': calls,
  'realtime.calls.reject': calls,
  'realtime.translations.clientSecrets.create':
    'live translation is a session of its own kind, which no provider of the dialect but OpenAI has',
}
