/** The longest snippet, in characters: `maxCodeLength` of the protocol, whose schemas stay out of the page. */
export const maxSnippetLength = 1_048_576
