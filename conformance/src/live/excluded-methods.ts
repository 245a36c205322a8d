/** Methods of the package that no case calls, and why. */
export const excludedMethods: Readonly<Record<string, string>> = {}
