/** Names that a snippet may use without declaring them: the language, browsers, Node and test runners. */
export const globalNames: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  ...`window document navigator location history screen alert confirm prompt localStorage sessionStorage
  indexedDB XMLHttpRequest FileReader Image Audio Option HTMLElement Element Node NodeList Event
  CustomEvent MouseEvent KeyboardEvent MutationObserver IntersectionObserver ResizeObserver
  requestAnimationFrame cancelAnimationFrame requestIdleCallback matchMedia getComputedStyle
  innerWidth innerHeight scrollTo self frames parent top opener name status event origin caches
  importScripts postMessage Worker SharedWorker Notification DOMParser FormData URL Blob File
  require module exports __dirname __filename process Buffer global arguments undefined NaN Infinity
  describe it test expect beforeEach afterEach beforeAll afterAll before after suite jest vi cy
  React Vue angular jQuery $ _ axios moment Deno Bun chrome browser d3 THREE ko gtag google
  Record Partial Required Readonly Pick Omit Exclude Extract NonNullable ReturnType Parameters
  InstanceType Awaited Uppercase Lowercase Capitalize Uncapitalize PropertyKey PromiseLike ArrayLike
  Iterable Iterator AsyncIterable JSX NodeJS`.split(/\s+/),
])

/**
 * Names that nobody gives on purpose, and what was meant. With a dot at the end: a variable and not a
 * property.
 */
export const misspelledMembers: ReadonlyMap<string, string> = new Map([
  ['lenght', 'length'],
  ['legnth', 'length'],
  ['lengh', 'length'],
  ['lenth', 'length'],
  ['foreach', 'forEach'],
  ['forEeach', 'forEach'],
  ['fliter', 'filter'],
  ['fitler', 'filter'],
  ['indexof', 'indexOf'],
  ['indexOF', 'indexOf'],
  ['inculdes', 'includes'],
  ['toUppercase', 'toUpperCase'],
  ['toLowercase', 'toLowerCase'],
  ['touppercase', 'toUpperCase'],
  ['tolowercase', 'toLowerCase'],
  ['tostring', 'toString'],
  ['tofixed', 'toFixed'],
  ['charat', 'charAt'],
  ['substirng', 'substring'],
  ['subString', 'substring'],
  ['repalce', 'replace'],
  ['replaceall', 'replaceAll'],
  ['prototpye', 'prototype'],
  ['getElementByID', 'getElementById'],
  ['getElementsById', 'getElementById'],
  ['getElementbyId', 'getElementById'],
  ['querySelctor', 'querySelector'],
  ['queryselector', 'querySelector'],
  ['addEventlistener', 'addEventListener'],
  ['addeventlistener', 'addEventListener'],
  ['innerHtml', 'innerHTML'],
  ['innerhtml', 'innerHTML'],
  ['innertext', 'innerText'],
  ['stringfy', 'stringify'],
  ['stringifiy', 'stringify'],
  ['hasOwnproperty', 'hasOwnProperty'],
  ['preventdefault', 'preventDefault'],
  ['consol.', 'console'],
  ['cosole.', 'console'],
  ['conosle.', 'console'],
  ['documnet.', 'document'],
  ['docuemnt.', 'document'],
  ['Promsie.', 'Promise'],
])
