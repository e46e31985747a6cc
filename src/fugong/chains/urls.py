"""placeholder"""
app_name = "chains"
urlpatterns = []
