import type { CodeAction } from './code-action.ts'

/** What may follow `Action:` in a system message. */
export const actionMarkers: ReadonlyMap<string, CodeAction> = new Map([
  ['fix-bugs', 'fix-bugs'],
  ['fix', 'fix-bugs'],
  ['explain', 'explain'],
  ['explain-code', 'explain'],
  ['fix-naming', 'fix-naming'],
  ['naming', 'fix-naming'],
  ['rename', 'fix-naming'],
  ['write-documentation', 'write-documentation'],
  ['write-docs', 'write-documentation'],
  ['document', 'write-documentation'],
  ['documentation', 'write-documentation'],
  ['generate-tests', 'generate-tests'],
  ['generate-test-cases', 'generate-tests'],
  ['write-tests', 'generate-tests'],
  ['tests', 'generate-tests'],
  ['test', 'generate-tests'],
  ['refactor', 'refactor'],
])

/** Key words of each action, the more special one first: "fix the names" is about names. */
export const actionWords: readonly { readonly action: CodeAction; readonly pattern: RegExp }[] = [
  {
    action: 'fix-naming',
    pattern:
      /\b(nam(e|es|ing)|renam\w*|identifiers?)\b|\b(nombres?|renombra\w*|nomenclatura)\b|переимен|именован|имена|назван|이름|네이밍|명명/,
  },
  {
    action: 'generate-tests',
    pattern: /\b(unit )?tests?\b|\btest cases?\b|\b(pruebas?|casos de prueba)\b|тест|테스트/,
  },
  {
    action: 'write-documentation',
    pattern:
      /\b(document(s|ation|ing)?|docs?|js-?doc|tsdoc|comments?)\b|\b(documenta\w*|comentarios?)\b|документ|комментар|문서|주석/,
  },
  {
    action: 'refactor',
    pattern:
      /\b(refactor\w*|clean ?up|simplif\w*|moderni[sz]e|improve)\b|\b(refactoriza\w*|simplifica\w*|mejora\w*|limpia\w*)\b|рефактор|упрост|улучш|리팩터|리팩토|개선|정리/,
  },
  {
    action: 'fix-bugs',
    pattern:
      /\b(fix\w*|bugs?|debug\w*|errors?|broken|wrong|repair|mend|doesn'?t work|not working)\b|\b(corrig\w*|corregi\w*|arregl\w*|errores|fallos?|depura\w*|no funciona)\b|исправ|ошибк|почин|баг|отлад|не работает|버그|오류|에러|고쳐|고치|수정|디버그/,
  },
  {
    action: 'explain',
    pattern:
      /\b(explain\w*|what does|how does|describe|understand)\b|\b(explica\w*|qué hace|cómo funciona)\b|объясн|поясни|что делает|как работает|расскажи|설명|무엇을|어떻게/,
  },
]

/** Words and letters that tell Spanish from English. */
export const spanishWords =
  /[ñ¿¡]|[áéíóú]|\b(el|la|los|las|un|una|este|esta|estos|por favor|código|codigo|función|funcion|para|que|con|del|mi|mis|corrige|arregla|explica|documenta|genera|escribe|mejora|refactoriza|hola|errores|pruebas|nombres)\b/i

/** Signs by which a block without a name is recognised as another language. */
export const foreignSigns: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  {
    name: 'Python',
    pattern: /^[ \t]*(def \w+\(.*\).*:|class \w+.*:|from \w[\w.]* import |elif .*:|print\s)/m,
  },
  { name: 'Go', pattern: /^[ \t]*(package \w+|func (\(.*?\) )?\w+\(|import \()/m },
  { name: 'Rust', pattern: /^[ \t]*(pub )?(fn \w+|impl\b|use \w+::|struct \w+)|let mut /m },
  { name: 'C#', pattern: /^[ \t]*(using System|namespace [\w.]+\s*[;{])/m },
  {
    name: 'Java',
    pattern:
      /^[ \t]*(public|private|protected) (static |final |abstract )*(class|void|int|String)\b/m,
  },
  { name: 'C++', pattern: /^[ \t]*#include\s*[<"]|std::/m },
  { name: 'PHP', pattern: /<\?php/ },
  { name: 'Ruby', pattern: /^[ \t]*(def \w+[^:]*$|require ['"]|end\s*$|puts )/m },
  { name: 'SQL', pattern: /^[ \t]*(select\s.+\sfrom|insert into|create table|update \w+ set)\b/im },
  { name: 'Kotlin', pattern: /^[ \t]*(fun \w+\(|val \w+\s*[:=])/m },
  { name: 'Swift', pattern: /^[ \t]*(import (Foundation|UIKit)|func \w+\(.*\)\s*->)/m },
  { name: 'Shell', pattern: /^#!.*\b(ba|z)?sh\b|^[ \t]*(fi|done|esac)\s*$/m },
  { name: 'HTML', pattern: /^[ \t]*<!doctype html|^[ \t]*<html/im },
]
