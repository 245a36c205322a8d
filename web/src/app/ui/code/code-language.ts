import type { Language, StreamParser } from '@codemirror/language'

/** A programming language that code can be shown in. */
export interface CodeLanguage {
  /** As it stands after a fence, and as it is sent. */
  readonly id: string
  /** As its people write it; the same in every language of the page. */
  readonly name: string
  /** File extensions without a dot, the usual one first. */
  readonly extensions: readonly string[]
  /** Further names after a fence. */
  readonly aliases?: readonly string[]
  /** Its parser, loaded when it is first needed; absent for plain text. */
  readonly load?: () => Promise<Language>
}

/** Every language that we can tell and colour; the last one is for everything else. */
export const codeLanguages: readonly CodeLanguage[] = [
  script('javascript', 'JavaScript', ['js', 'mjs', 'cjs'], ['node', 'ecmascript']),
  script('typescript', 'TypeScript', ['ts', 'mts', 'cts']),
  script('jsx', 'JavaScript + JSX', ['jsx']),
  script('tsx', 'TypeScript + JSX', ['tsx']),
  {
    id: 'python',
    name: 'Python',
    extensions: ['py', 'pyi'],
    aliases: ['python3'],
    load: async () => (await import('@codemirror/lang-python')).pythonLanguage,
  },
  clike('java', 'Java', ['java']),
  clike('kotlin', 'Kotlin', ['kt', 'kts']),
  clike('csharp', 'C#', ['cs'], ['c#']),
  clike('cpp', 'C++', ['cpp', 'cc', 'cxx', 'hpp', 'hh'], ['c++']),
  clike('c', 'C', ['c', 'h']),
  legacy(
    ['go', 'Go', ['go']],
    ['golang'],
    async () => (await import('@codemirror/legacy-modes/mode/go')).go,
  ),
  legacy(
    ['rust', 'Rust', ['rs']],
    [],
    async () => (await import('@codemirror/legacy-modes/mode/rust')).rust,
  ),
  legacy(
    ['ruby', 'Ruby', ['rb']],
    [],
    async () => (await import('@codemirror/legacy-modes/mode/ruby')).ruby,
  ),
  legacy(
    ['swift', 'Swift', ['swift']],
    [],
    async () => (await import('@codemirror/legacy-modes/mode/swift')).swift,
  ),
  {
    id: 'php',
    name: 'PHP',
    extensions: ['php'],
    load: async () => (await import('@codemirror/lang-php')).phpLanguage,
  },
  legacy(
    ['sql', 'SQL', ['sql']],
    ['postgresql', 'mysql', 'sqlite'],
    async () => (await import('@codemirror/legacy-modes/mode/sql')).standardSQL,
  ),
  legacy(
    ['shell', 'Shell', ['sh', 'bash', 'zsh']],
    ['console'],
    async () => (await import('@codemirror/legacy-modes/mode/shell')).shell,
  ),
  legacy(
    ['html', 'HTML', ['html', 'htm', 'svg', 'xml']],
    ['vue'],
    async () => (await import('@codemirror/legacy-modes/mode/xml')).html,
  ),
  legacy(
    ['css', 'CSS', ['css', 'scss', 'less']],
    [],
    async () => (await import('@codemirror/legacy-modes/mode/css')).css,
  ),
  legacy(
    ['json', 'JSON', ['json', 'jsonc']],
    [],
    async () => (await import('@codemirror/legacy-modes/mode/javascript')).json,
  ),
  legacy(
    ['yaml', 'YAML', ['yaml', 'yml']],
    [],
    async () => (await import('@codemirror/legacy-modes/mode/yaml')).yaml,
  ),
  {
    id: 'text',
    name: 'Text',
    extensions: ['txt', 'md', 'log'],
    aliases: ['plaintext', 'markdown'],
  },
]

export const plainText: CodeLanguage = codeLanguages.at(-1) ?? script('text', 'Text', [])

/** By its id, an alias or a file extension, as a fence may name it. */
export function codeLanguageNamed(name: string): CodeLanguage {
  const wanted = name.toLowerCase()
  const matches = ({ id, extensions, aliases = [] }: CodeLanguage): boolean =>
    id === wanted || extensions.includes(wanted) || aliases.includes(wanted)
  return codeLanguages.find(matches) ?? plainText
}

type Named = readonly [id: string, name: string, extensions: readonly string[]]

function script(
  id: string,
  name: string,
  extensions: readonly string[],
  aliases: readonly string[] = [],
): CodeLanguage {
  const load = async (): Promise<Language> => {
    const script = await import('@codemirror/lang-javascript')
    if (id === 'typescript') return script.typescriptLanguage
    if (id === 'tsx') return script.tsxLanguage
    return script.jsxLanguage
  }
  return { id, name, extensions, aliases, load }
}

function clike(
  id: 'java' | 'kotlin' | 'csharp' | 'cpp' | 'c',
  name: string,
  extensions: readonly string[],
  aliases: readonly string[] = [],
): CodeLanguage {
  return legacy(
    [id, name, extensions],
    aliases,
    async () => (await import('@codemirror/legacy-modes/mode/clike'))[id],
  )
}

function legacy(
  [id, name, extensions]: Named,
  aliases: readonly string[],
  loadMode: () => Promise<StreamParser<unknown>>,
): CodeLanguage {
  const load = async (): Promise<Language> => {
    const [{ StreamLanguage }, mode] = await Promise.all([
      import('@codemirror/language'),
      loadMode(),
    ])
    return StreamLanguage.define(mode)
  }
  return { id, name, extensions, aliases, load: once(load) }
}

/** A language is defined once: its nodes are told apart by identity. What did not come is asked for again. */
function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined
  return () => {
    loading ??= load()
    loading.catch(() => (loading = undefined))
    return loading
  }
}
