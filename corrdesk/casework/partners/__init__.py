"""Social forces (社会力量): partner organisations and volunteers that help the office."""
