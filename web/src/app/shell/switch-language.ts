import type { Injector } from '@angular/core'
import { type Language, languageNames, LanguageService } from '../language/language'
import { ToastService } from '../ui/toast-service'

/** Switches the page to a language; where its texts do not come, says so and resolves to false. */
export async function switchLanguage(injector: Injector, language: Language): Promise<boolean> {
  const service = injector.get(LanguageService)
  const isSwitched = await service.use(language)
  if (!isSwitched) {
    const name = languageNames[language]
    injector.get(ToastService).failed(service.translate('shell.failed.language', { name }))
  }
  return isSwitched
}
