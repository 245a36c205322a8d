import type { ActionObject } from '@llavero/protocol/control/actions.ts'
import { codeLanguageNamed } from '../../ui/code/code-language'

/** What a result is called when it is saved: as its file, or as the test beside it. */
export function resultFileName(
  output: ActionObject['output'],
  fileName: string | null,
  languageId: string,
): string {
  const extension = codeLanguageNamed(languageId).extensions[0] ?? 'txt'
  const name = fileName ?? `snippet.${extension}`
  if (output !== 'tests') return output === 'report' ? `${stem(name)}.md` : name
  return testName(stem(name), extensionOf(name) ?? extension)
}

/** As the usual test runners look for them. */
function testName(base: string, extension: string): string {
  if (extension === 'py') return `test_${base}.py`
  if (extension === 'go') return `${base}_test.go`
  if (/^(?:java|kt|cs|swift)$/.test(extension)) return `${base}Test.${extension}`
  if (extension === 'rb') return `${base}_test.rb`
  return `${base}.test.${extension}`
}

function stem(name: string): string {
  return name.replace(/\.[^.]+$/, '')
}

function extensionOf(name: string): string | undefined {
  return /\.([^.]+)$/.exec(name)?.[1]
}
