import type { Routes } from '@angular/router'
import { GroupAddress, RunAddress } from './screen/addresses'
import { Workbench } from './screen/workbench'

export const routes: Routes = [
  {
    path: 'actions',
    loadComponent: async () => (await import('./actions/action-list')).ActionList,
  },
  {
    path: 'actions/:actionId',
    loadComponent: async () => (await import('./actions/action-editor')).ActionEditor,
  },
  {
    path: '',
    component: Workbench,
    children: [
      { path: 'runs/:runId', component: RunAddress },
      { path: 'compare/:groupId', component: GroupAddress },
    ],
  },
]
