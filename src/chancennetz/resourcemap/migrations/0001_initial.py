import chancennetz.core.fields
import chancennetz.core.ids
import chancennetz.core.time
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0002_rls'),
    ]

    operations = [
        migrations.CreateModel(
            name='ResourceMap',
            fields=[
                ('id', models.UUIDField(default=chancennetz.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=chancennetz.core.time.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.familyfile', verbose_name='Family file')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file',), name='resourcemap_one_map_per_file')],
            },
        ),
        migrations.CreateModel(
            name='MapVersion',
            fields=[
                ('id', models.UUIDField(default=chancennetz.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=chancennetz.core.time.now, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('area', models.CharField(choices=[('money', 'Money and benefits'), ('work', 'Work and training'), ('home', 'Home'), ('health', 'Health'), ('family', 'Family and children'), ('social', 'Friends, neighbourhood, leisure')], max_length=8)),
                ('content', chancennetz.core.fields.SealedTextField(blank=True, default='', editable=True, max_characters=1500000, subject='file_id')),
                ('restores', models.PositiveIntegerField(blank=True, null=True)),
                ('made_by', models.UUIDField(null=True)),
                ('made_by_name', models.CharField(blank=True, max_length=120)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.familyfile', verbose_name='Family file')),
                ('map', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='resourcemap.resourcemap')),
            ],
            options={
                'indexes': [models.Index(fields=['file', 'area', '-number'], name='resourcemap_map_area')],
                'constraints': [models.UniqueConstraint(fields=('map', 'number', 'area'), name='resourcemap_map_version_once')],
            },
        ),
        migrations.CreateModel(
            name='AreaRating',
            fields=[
                ('id', models.UUIDField(default=chancennetz.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=chancennetz.core.time.now, editable=False)),
                ('area', models.CharField(choices=[('money', 'Money and benefits'), ('work', 'Work and training'), ('home', 'Home'), ('health', 'Health'), ('family', 'Family and children'), ('social', 'Friends, neighbourhood, leisure')], max_length=8)),
                ('rater', models.CharField(choices=[('self', 'The family'), ('coach', 'The counsellor')], max_length=8)),
                ('value', chancennetz.core.fields.SealedTextField(blank=True, default='', editable=True, max_characters=2, subject='file_id')),
                ('rated_on', models.DateField()),
                ('made_by', models.UUIDField(null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.familyfile', verbose_name='Family file')),
            ],
            options={
                'indexes': [models.Index(fields=['file', 'area', '-rated_on'], name='resourcemap_rating')],
            },
        ),
    ]
