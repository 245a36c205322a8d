import { Component, inject, input } from '@angular/core'
import type { LucideIconData } from '@lucide/angular'
import { EmptyState } from '../../ui/empty-state'
import { Failure } from '../../ui/failure'
import { MoreRows } from '../../ui/more-rows'
import { Skeleton } from '../../ui/skeleton'
import { ErrorText } from '../error-text'
import type { KeysetList } from './keyset-list'

/**
 * What stands around the table of every list: why it could not be loaded or read again, its shape while it comes, what to
 * do where it is empty (content with `emptyAction`), and its next page, or why that did not come.
 */
@Component({
  selector: 'llv-list-frame',
  imports: [EmptyState, Failure, MoreRows, Skeleton],
  template: `
    @let shown = list();
    @let error = shown.error();
    @if (error) {
      <llv-failure
        class="mb-4 block"
        [text]="errorText.ofThrown(error)"
        (retry)="shown.refresh()"
      />
    }
    @if (shown.rows().length > 0) {
      <div
        class="card table-scroll table-stack"
        tabindex="0"
        role="region"
        [attr.aria-label]="label()"
      >
        <ng-content />
      </div>
      @let moreError = shown.moreError();
      <llv-more-rows
        [count]="shown.rows().length"
        [hasMore]="shown.hasMore()"
        [isLoading]="shown.isLoadingMore()"
        [error]="moreError && errorText.of(moreError)"
        (more)="shown.more()"
      />
    } @else if (shown.isLoading() && !error) {
      <llv-skeleton [lines]="6" />
    } @else if (!error) {
      <div class="card">
        <llv-empty-state [icon]="icon()" [title]="emptyTitle()" [text]="emptyText()">
          <ng-content select="[emptyAction]" />
        </llv-empty-state>
      </div>
    }
  `,
  host: { class: 'block' },
})
export class ListFrame {
  readonly list = input.required<KeysetList<unknown>>()
  readonly label = input.required<string>()
  readonly icon = input.required<LucideIconData>()
  readonly emptyTitle = input.required<string>()
  readonly emptyText = input.required<string>()

  protected readonly errorText = inject(ErrorText)
}
