import chancennetz.core.fields
import chancennetz.core.ids
import chancennetz.core.time
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0006_provider_role'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShareTable',
            fields=[
                ('id', models.UUIDField(default=chancennetz.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=chancennetz.core.time.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveSmallIntegerField(unique=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('proposed', 'Proposed'), ('in_force', 'In force'), ('retired', 'Retired')], default='draft', max_length=10)),
                ('title', models.CharField(max_length=120)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('shipped', models.BooleanField(default=False)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('editors', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('proposed_by', models.UUIDField(blank=True, null=True)),
                ('proposed_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.UUIDField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.sharetable')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('state',), name='sharing_one_table_in_force'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_force'), _negated=True), ('shipped', True), ('approved_by__isnull', False), _connector='OR'), name='sharing_table_in_force_is_approved')],
            },
        ),
        migrations.CreateModel(
            name='ShareRule',
            fields=[
                ('id', models.UUIDField(default=chancennetz.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=chancennetz.core.time.now, editable=False)),
                ('domain_from', models.CharField(blank=True, choices=[('SGB_II', 'SGB II (basic income support)'), ('SGB_III', 'SGB III (employment promotion)'), ('SGB_VIII', 'SGB VIII (child and youth welfare)'), ('SGB_IX', 'SGB IX (disability)'), ('SGB_XII', 'SGB XII (social assistance)'), ('PROJECT', 'Funded project (ESF Plus)'), ('VOLUNTARY', 'Voluntary counselling'), ('STATISTICS', 'Municipal statistics'), ('OPERATION', 'Running the platform')], max_length=12)),
                ('recipient_kind', models.CharField(blank=True, choices=[('county', 'County'), ('municipality', 'Town or municipality'), ('provider', 'Welfare organisation'), ('job_centre', 'Job centre'), ('statistics_office', 'Statistics office'), ('authority', 'Other authority'), ('school', 'School'), ('day_care', 'Day care'), ('health', 'Practice, clinic, health service'), ('association', 'Association or initiative'), ('company', 'Company'), ('other', 'Other')], max_length=20)),
                ('recipient_role', models.CharField(blank=True, choices=[('counsellor', 'Counsellor'), ('team_lead', 'Team lead'), ('coordinator', 'Municipal coordinator'), ('job_centre', 'Job-centre worker'), ('project_lead', 'Project lead'), ('statistics', 'Statistics officer'), ('planner', 'Social planner'), ('network', 'Network coordinator'), ('evaluator', 'Evaluator'), ('privacy', 'Data protection officer'), ('admin', 'Administrator'), ('provider', 'Provider of offers')], max_length=20)),
                ('category', models.CharField(blank=True, max_length=20)),
                ('verdict', models.CharField(choices=[('statute', 'The law allows it'), ('consent', 'Only with a release'), ('danger', 'Without consent only when a child is in danger'), ('forbidden', 'Never')], max_length=10)),
                ('basis', models.CharField(max_length=200)),
                ('explanation', models.TextField(blank=True, max_length=600)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('is_confirmed', models.BooleanField(default=False)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='sharing.sharetable')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'domain_from', 'recipient_kind', 'recipient_role', 'category', 'valid_from'), name='sharing_rule_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='sharing_rule_period')],
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=chancennetz.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=chancennetz.core.time.now, editable=False)),
                ('recipient_role', models.CharField(blank=True, choices=[('counsellor', 'Counsellor'), ('team_lead', 'Team lead'), ('coordinator', 'Municipal coordinator'), ('job_centre', 'Job-centre worker'), ('project_lead', 'Project lead'), ('statistics', 'Statistics officer'), ('planner', 'Social planner'), ('network', 'Network coordinator'), ('evaluator', 'Evaluator'), ('privacy', 'Data protection officer'), ('admin', 'Administrator'), ('provider', 'Provider of offers')], max_length=20)),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('persons', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('answer', models.CharField(choices=[('inside', 'Within our own organisation'), ('statute', 'Allowed by law'), ('release', 'Allowed by release'), ('danger', 'Only when a child is in danger'), ('missing', 'Ask first'), ('refused', 'The family said no'), ('forbidden', 'Do not share')], max_length=12)),
                ('basis', models.CharField(blank=True, max_length=200)),
                ('release_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('happened_on', models.DateField()),
                ('recorded_by', models.UUIDField(null=True)),
                ('owner', models.CharField(blank=True, max_length=100)),
                ('reason', chancennetz.core.fields.SealedTextField(blank=True, default='', editable=True, max_characters=4000, subject='file_id')),
                ('weighed_with', chancennetz.core.fields.SealedTextField(blank=True, default='', editable=True, max_characters=1000, subject='file_id')),
                ('family_told', models.BooleanField(blank=True, null=True)),
                ('family_note', chancennetz.core.fields.SealedTextField(blank=True, default='', editable=True, max_characters=1000, subject='file_id')),
                ('feedback_due', models.DateField(blank=True, null=True)),
                ('feedback_on', models.DateField(blank=True, null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.familyfile', verbose_name='Family file')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['file', 'happened_on'], name='sharing_disclosure_in_file')],
            },
        ),
    ]
