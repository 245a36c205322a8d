import {
  type ApplicationConfig,
  ErrorHandler,
  inject,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
} from '@angular/core'
import {
  type NavigationError,
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withRouterConfig,
} from '@angular/router'
import { provideTransloco, provideTranslocoTranspiler } from '@jsverse/transloco'
import { features } from './features'
import { FEATURES } from './shell/feature'
import { IcuTranspiler } from './language/icu-transpiler'
import { LanguageService, languages } from './language/language'
import { PageTitle } from './shell/page-title'
import { PreferencesService } from './shell/preferences'
import { routesOf } from './shell/routes'
import { SessionService } from './shell/session'
import { shellTexts } from './shell/texts'
import { ThemeService } from './shell/theme'
import { uiTexts } from './ui/texts'
import { ToastService } from './ui/toast-service'

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routesOf(features),
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
      withNavigationErrorHandler(tellOfScreen),
      withRouterConfig({ resolveNavigationPromiseOnError: true }),
    ),
    provideTransloco({
      config: { availableLangs: [...languages], defaultLang: 'en', prodMode: true },
    }),
    provideTranslocoTranspiler(IcuTranspiler),
    { provide: FEATURES, useValue: features },
    { provide: TitleStrategy, useExisting: PageTitle },
    provideAppInitializer(start),
  ],
}

/** What has to be there before the first screen: the texts, the theme, and who is signed in. */
async function start(): Promise<void> {
  const language = inject(LanguageService)
  const session = inject(SessionService)
  inject(ThemeService)
  inject(PreferencesService)
  await Promise.all([
    language.add('shell', shellTexts),
    language.add('ui', uiTexts),
    session.restore(),
  ])
  await language.use(language.current())
}

/** A screen whose code or texts do not come: the one before it stays. */
function tellOfScreen({ error }: NavigationError): void {
  inject(ErrorHandler).handleError(error)
  inject(ToastService).failed(inject(LanguageService).translate('shell.failed.screen'))
}
