const calls = 'calls by WebRTC and SIP, which this server does not carry'
const voices = 'voices of real people, which OpenAI lets chosen customers make'
const permissions =
  'shares a checkpoint between projects of an OpenAI organisation; needs an admin key'
const graders = 'graders are for reinforcement fine-tuning at OpenAI'

/** Methods of the package that no case calls, and why. */
export const excludedMethods: Readonly<Record<string, string>> = {
  'audio.voices.create': voices,
  'audio.voices.delete': voices,
  'audio.voiceConsents.create': voices,
  'audio.voiceConsents.retrieve': voices,
  'audio.voiceConsents.update': voices,
  'audio.voiceConsents.list': voices,
  'audio.voiceConsents.delete': voices,
  'fineTuning.checkpoints.permissions.create': permissions,
  'fineTuning.checkpoints.permissions.retrieve': permissions,
  'fineTuning.checkpoints.permissions.list': permissions,
  'fineTuning.checkpoints.permissions.delete': permissions,
  'fineTuning.alpha.graders.run': graders,
  'fineTuning.alpha.graders.validate': graders,
  'realtime.calls.create': calls,
  'realtime.calls.accept': calls,
  'realtime.calls.hangup': calls,
  'realtime.calls.refer': calls,
  'realtime.calls.reject': calls,
  'realtime.translations.clientSecrets.create':
    'live translation is a session of its own kind, which no provider of the dialect but OpenAI has',
}
