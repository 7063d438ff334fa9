"""The shop's own tables."""

from django.db import migrations, models


def _id() -> tuple[str, models.Field]:
    field = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


class Migration(migrations.Migration):
    """The first one."""

    initial = True
    operations = [
        migrations.CreateModel(
            name="Buyer",
            fields=[
                _id(),
                ("first_name", models.CharField(max_length=100)),
                ("last_name", models.CharField(max_length=100)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("since", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                _id(),
                ("name", models.CharField(max_length=200)),
                ("cents", models.IntegerField()),
                ("left", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PlacedOrder",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=64, unique=True)),
                ("total_cents", models.IntegerField()),
                ("buyer", models.ForeignKey("shop.buyer", models.PROTECT)),
            ],
        ),
        migrations.CreateModel(
            name="Taken",
            fields=[
                _id(),
                ("reference", models.CharField(max_length=64)),
                ("quantity", models.PositiveIntegerField()),
                ("product", models.ForeignKey("shop.product", models.PROTECT)),
            ],
        ),
    ]
