"""Addresses of those who lead case conferences; what parties read lies in `conferences`, under the same beginning."""

from __future__ import annotations

from django.urls import path

from chancennetz.moderation.views import conferences, items, parties, tasks

app_name = "moderation"
_FILE = "<uuid:file_id>/"
_ONE = _FILE + "<uuid:conference_id>/"

urlpatterns = [
    path(_FILE, conferences.conference_list, name="list"),
    path(_FILE + "new/", conferences.new, name="new"),
    path(_FILE + "tasks/<uuid:conference_task_id>/", tasks.edit, name="task"),
    path(_FILE + "tasks/<uuid:conference_task_id>/finish/", tasks.finish, name="task_finish"),
    path(_FILE + "tasks/<uuid:conference_task_id>/reopen/", tasks.reopen, name="task_reopen"),
    path(_FILE + "tasks/<uuid:conference_task_id>/drop/", tasks.drop, name="task_drop"),
    path(_FILE + "tasks/<uuid:conference_task_id>/move/", tasks.move, name="task_move"),
    path(_ONE, conferences.conference, name="conference"),
    path(_ONE + "prepare/", conferences.prepare, name="prepare"),
    path(_ONE + "invite/", conferences.invite, name="invite"),
    path(_ONE + "hold/", conferences.hold, name="hold"),
    path(_ONE + "minutes/", conferences.minutes, name="minutes"),
    path(_ONE + "edit/", conferences.edit, name="edit"),
    path(_ONE + "cancel/", conferences.cancel, name="cancel"),
    path(_ONE + "close/", conferences.close, name="close"),
    path(_ONE + "parties/new/", parties.new, name="party_new"),
    path(_ONE + "parties/<uuid:party_id>/", parties.edit, name="party"),
    path(_ONE + "parties/<uuid:party_id>/remove/", parties.remove, name="party_remove"),
    path(_ONE + "parties/<uuid:party_id>/presence/", parties.presence, name="presence"),
    path(_ONE + "items/new/", items.new, name="item_new"),
    path(_ONE + "items/<uuid:item_id>/", items.edit, name="item"),
    path(_ONE + "items/<uuid:item_id>/remove/", items.remove, name="item_remove"),
    path(_ONE + "items/<uuid:item_id>/restore/", items.restore, name="item_restore"),
    path(_ONE + "items/<uuid:item_id>/release/", items.release, name="item_release"),
    path(_ONE + "items/<uuid:item_id>/move/", items.move, name="item_move"),
    path(_ONE + "tasks/new/", tasks.new, name="task_new"),
]
