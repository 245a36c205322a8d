import { Component, computed, inject } from '@angular/core'
import { injectTranslate } from '../language/language'
import { PageHeader } from '../ui/page-header'
import { Tabs } from '../ui/tabs'
import { SpeechPanel } from './audio/speech-panel'
import { TranscriptionPanel } from './audio/transcription-panel'
import { ImagesPanel } from './images/images-panel'
import { ModerationPanel } from './moderation/moderation-panel'
import { TryStore } from './try-store'

/** What models do beside writing, to be tried without a line of code. */
@Component({
  selector: 'llv-try',
  imports: [ImagesPanel, ModerationPanel, PageHeader, SpeechPanel, Tabs, TranscriptionPanel],
  providers: [TryStore],
  template: `
    <llv-page-header [title]="t('try.title')" [lead]="t('try.lead')" />
    <div class="px-5 pb-16 sm:px-8">
      <llv-tabs [label]="t('try.title')" [entries]="tabs()" [(selected)]="store.tab" />
      <!-- Hidden and not removed: what was made stays while somebody looks at another tab. -->
      <llv-images-panel class="mt-5" [hidden]="store.tab() !== 'images'" />
      <llv-speech-panel class="mt-5" [hidden]="store.tab() !== 'speech'" />
      <llv-transcription-panel class="mt-5" [hidden]="store.tab() !== 'transcription'" />
      <llv-moderation-panel class="mt-5" [hidden]="store.tab() !== 'moderation'" />
    </div>
  `,
})
export class Try {
  protected readonly store = inject(TryStore)
  protected readonly t = injectTranslate()
  protected readonly tabs = computed(() => [
    { id: 'images', label: this.t('try.tab.images') },
    { id: 'speech', label: this.t('try.tab.speech') },
    { id: 'transcription', label: this.t('try.tab.transcription') },
    { id: 'moderation', label: this.t('try.tab.moderation') },
  ])
}
